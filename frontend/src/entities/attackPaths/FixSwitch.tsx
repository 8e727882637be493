/** A control at an element: assumed to be in place by its checkbox, planned as a mitigation by its button. */
import { Button, Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AttackFix, AttackStep, PathElement } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { planFix } from "./actions/planFix";
import classes from "./attackPaths.module.css";
import type { WhatIf } from "./useWhatIf";

interface FixSwitchProps {
  control: AttackStep["controls"][number];
  /** Where it is applied. */
  at: PathElement;
  whatIf: WhatIf;
  /** The mitigation that applies it; undefined where that is not known. */
  mitigation?: AttackFix["mitigation"] | undefined;
  /** Below the title. */
  children?: ReactNode;
}

export function FixSwitch({ control, at, whatIf, mitigation, children }: FixSwitchProps) {
  const { id, canEdit } = useModel();
  const fix = { control: control.id, uid: at.uid };
  const step = useUndoableMutation(planFix, id);
  return (
    <div className={classes.fix}>
      <Checkbox
        className={classes.fixBox}
        size="xs"
        label={control.title}
        description={children}
        aria-label={`Assume: ${control.title} at ${at.name}`}
        checked={whatIf.isAssumed(fix)}
        onChange={() => whatIf.toggle(fix)}
      />
      {mitigation ? (
        <Link
          className={classes.planned}
          to="/m/$model/mitigations"
          params={{ model: id }}
          search={{ open: String(mitigation.number) }}
        >
          M{mitigation.number} <StatusBadge status={mitigation.status} />
        </Link>
      ) : (
        canEdit && (
          <Button
            size="compact-sm"
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate(fix)}
            aria-label={`Plan ${control.title} at ${at.name}`}
          >
            Plan
          </Button>
        )
      )}
    </div>
  );
}

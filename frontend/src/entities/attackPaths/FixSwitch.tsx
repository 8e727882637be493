/** A control at an element: assumed to be in place by its checkbox, planned as a mitigation by its button. */
import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "@/api/errors";
import type { AttackFix, Mitigation, PathElement } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { mitigationQuery } from "@/entities/mitigations/queries";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { planFix } from "./actions/planFix";
import classes from "./attackPaths.module.css";
import type { WhatIf } from "./useWhatIf";

interface FixSwitchProps {
  control: AttackFix["control"];
  /** Where it is applied. */
  at: PathElement;
  whatIf: WhatIf;
  /** The mitigation that applies it. */
  mitigation: AttackFix["mitigation"];
  /** Below the title. */
  children?: ReactNode;
}

export function FixSwitch({ control, at, whatIf, mitigation, children }: FixSwitchProps) {
  const { id, canEdit } = useModel();
  const fix = { control: control.id, uid: at.uid };
  const step = useUndoableMutation(planFix, id);
  const planned = usePlanned(step.data?.mitigation) ?? mitigation;
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
      {planned ? (
        <Link
          className={classes.planned}
          to="/m/$model/mitigations"
          params={{ model: id }}
          search={{ open: String(planned.number) }}
        >
          M{planned.number} <StatusBadge status={planned.status} />
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

/** The mitigation that was just planned here, as it is now; undefined once that is undone. */
function usePlanned(made: Mitigation | undefined): AttackFix["mitigation"] | undefined {
  const { id } = useModel();
  const query = mitigationQuery(id, made?.number ?? 0);
  const { data, error } = useQuery({ ...query, enabled: made !== undefined, retry: false });
  const isUndone = error instanceof ApiError && error.status === 404;
  return made && !isUndone ? (data ?? made) : undefined;
}

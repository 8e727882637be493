/** The controls the rule suggests: how to apply each, how to verify it, and one click to propose it. */
import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Control, ThreatDetail } from "@/api/types";
import { ResolvingControlTag } from "@/entities/badges/ResolvingControlTag";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { proposeMitigation } from "./actions/proposeMitigation";
import classes from "./card.module.css";

type Treated = Pick<ThreatDetail, "number" | "controls" | "mitigations" | "resolved_by">;

export function SuggestedControls({ threat }: { threat: Treated }) {
  const taken = new Set(threat.mitigations.map((mitigation) => mitigation.control?.id));
  const fixing = new Set(threat.resolved_by);
  const left = threat.controls.filter((control) => !taken.has(control.id));
  const controls = [
    ...left.filter((control) => fixing.has(control.id)),
    ...left.filter((control) => !fixing.has(control.id)),
  ];
  if (controls.length === 0) return null;
  return (
    <section className={classes.suggested}>
      <h3 className={classes.subheading}>Suggested controls</h3>
      <ul className={classes.controls}>
        {controls.map((control) => (
          <li key={control.id} className={classes.control}>
            <ControlItem control={control} threat={threat.number} isFix={fixing.has(control.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ControlPageLink({ control }: { control: string }) {
  const team = useModel().row?.team.id;
  if (!team) return null;
  return (
    <Link className={classes.link} to="/t/$team/controls/$control" params={{ team, control }}>
      References, and where the team applies it
    </Link>
  );
}

interface ControlItemProps {
  control: Control;
  threat: number;
  /** It changes the facts of the threat, so an import can verify it. */
  isFix: boolean;
}

function ControlItem({ control, threat, isFix }: ControlItemProps) {
  const { id, canEdit } = useModel();
  const [open, setOpen] = useState(false);
  const step = useUndoableMutation(proposeMitigation, id);
  const propose = (): void =>
    step.mutate({
      threats: [threat],
      control: control.id,
      title: control.title,
      description: control.how,
    });
  return (
    <>
      <div className={classes.controlLine}>
        <button
          type="button"
          className={classes.expand}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={14} aria-hidden="true" />
          {control.title}
        </button>
        {isFix && <ResolvingControlTag />}
        {canEdit && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.propose}
            loading={step.isPending}
            onClick={propose}
            aria-label={`Propose ${control.title}`}
            data-propose
          >
            Propose
          </Button>
        )}
      </div>
      {open && (
        <dl className={classes.details}>
          <dt>How</dt>
          <dd>{control.how}</dd>
          {control.verify && <dt>How to verify</dt>}
          {control.verify && <dd>{control.verify}</dd>}
          <dd>
            <ControlPageLink control={control.id} />
          </dd>
        </dl>
      )}
    </>
  );
}

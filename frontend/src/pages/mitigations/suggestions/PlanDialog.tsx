/** Plans one control in many models, after showing which threats of each it would treat. */
import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ControlReach, ControlSuggestion } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { threatCount } from "@/model/labels/acceptances";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { planControl } from "./planControl";
import { reachQuery } from "./queries";
import classes from "./suggestions.module.css";

interface PlanDialogProps {
  suggestion: ControlSuggestion;
  onClose: () => void;
}

export default function PlanDialog({ suggestion: { control }, onClose }: PlanDialogProps) {
  const { id, row } = useModel();
  const team = row?.team.id ?? "";
  const { data, error, refetch } = useQuery(reachQuery(team, control.id));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const step = useUndoableMutation(planControl, id);
  const chosen = (data ?? []).filter(({ model }) => !left.has(model.id));
  const count = chosen.reduce((sum, one) => sum + one.threats, 0);
  const toggle = (key: string): void =>
    setLeft((now) => new Set(now.has(key) ? [...now].filter((one) => one !== key) : [...now, key]));
  const plan = (): void =>
    step.mutate(
      {
        team,
        control: control.id,
        title: control.title,
        models: chosen.map((one) => one.model.id),
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={control.title} size="lg">
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} size="compact" />}
      <ul className={classes.models} aria-busy={!data}>
        {data?.map((reach) => (
          <ReachRow
            key={reach.model.id}
            reach={reach}
            chosen={!left.has(reach.model.id)}
            onToggle={() => toggle(reach.model.id)}
          />
        ))}
      </ul>
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={chosen.length === 0} loading={step.isPending} onClick={plan}>
          Plan for {threatCount(count)} in{" "}
          {chosen.length === 1 ? "1 model" : `${chosen.length} models`}
        </Button>
      </div>
    </Modal>
  );
}

interface ReachRowProps {
  reach: ControlReach;
  chosen: boolean;
  onToggle: () => void;
}

function ReachRow({ reach, chosen, onToggle }: ReachRowProps) {
  const { model, threats, listed, mitigation } = reach;
  const rest = threats - listed.length;
  const how = mitigation === null ? "a new mitigation" : `attached to M${mitigation}`;
  return (
    <li className={classes.model}>
      <Checkbox
        checked={chosen}
        onChange={onToggle}
        label={model.name}
        description={`${threatCount(threats)}, ${how}`}
      />
      <ul className={classes.threats}>
        {listed.map((threat) => (
          <li key={threat.number} className={classes.threat}>
            <SeverityIcon severity={threat.severity} size={10} />
            <span className={classes.number}>T{threat.number}</span>
            <span className={classes.threatTitle}>{threat.title}</span>
          </li>
        ))}
        {rest > 0 && <li className={classes.number}>and {rest.toLocaleString("en-US")} more</li>}
      </ul>
    </li>
  );
}

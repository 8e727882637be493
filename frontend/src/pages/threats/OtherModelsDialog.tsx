/** Takes the decision about a threat for the same threats of other models, after showing which these are. */
import { Button, Checkbox, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SameBy, SameThreats, ThreatDetail } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { threatCount } from "@/model/labels/acceptances";
import { THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { applyDecision, otherModelsQuery } from "./applyDecision";
import classes from "./otherModels.module.css";

interface OtherModelsDialogProps {
  threat: ThreatDetail;
  onClose: () => void;
}

export default function OtherModelsDialog({ threat, onClose }: OtherModelsDialogProps) {
  const { id } = useModel();
  const { number, status } = threat;
  const choices = choicesFor(threat);
  const [by, setBy] = useState<SameBy>("rule");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { data, error, refetch } = useQuery(otherModelsQuery(id, number, by));
  const step = useUndoableMutation(applyDecision, id);
  const chosen = (data ?? []).filter(({ model }) => !left.has(model.id));
  const count = chosen.reduce((sum, one) => sum + one.threats, 0);
  const inModels = chosen.length === 1 ? "1 model" : `${chosen.length} models`;
  const toggle = (key: string): void =>
    setLeft((now) => new Set(now.has(key) ? [...now].filter((one) => one !== key) : [...now, key]));
  const apply = (): void =>
    step.mutate({ number, by, models: chosen.map((one) => one.model.id) }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={`T${number} in other models`} size="lg">
      <div className={forms.form}>
        <p className={classes.lead}>
          {THREAT_STATUSES[status].label}
          {threat.status_reason && `: ${threat.status_reason}`}
        </p>
        {choices.length > 1 && (
          <SegmentedControl
            aria-label="What is the same"
            fullWidth
            value={by}
            data={choices}
            onChange={(next) => setBy(next as SameBy)}
          />
        )}
        {error && !data && (
          <ErrorState error={error} onRetry={() => void refetch()} size="compact" />
        )}
        {data?.length === 0 && (
          <EmptyState size="compact" title="No other model">
            The same threat is open in no other model of the team.
          </EmptyState>
        )}
        <ul className={classes.models} aria-busy={!data}>
          {data?.map((one) => (
            <ModelRow
              key={one.model.id}
              same={one}
              chosen={!left.has(one.model.id)}
              onToggle={() => toggle(one.model.id)}
            />
          ))}
        </ul>
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.length === 0} loading={step.isPending} onClick={apply}>
            {chosen.length === 0 ? "Decide" : `Decide about ${threatCount(count)} in ${inModels}`}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function choicesFor({ evidence, subject }: ThreatDetail): { value: SameBy; label: string }[] {
  const choices: { value: SameBy; label: string }[] = [{ value: "rule", label: "Same rule" }];
  if (subject.id) choices.push({ value: "element", label: `Rule and ${subject.name}` });
  if (evidence.some((one) => one.fact === "vulnerabilities"))
    choices.push({ value: "vulnerabilities", label: "Same vulnerabilities" });
  return choices;
}

interface ModelRowProps {
  same: SameThreats;
  chosen: boolean;
  onToggle: () => void;
}

function ModelRow({ same: { model, threats, listed }, chosen, onToggle }: ModelRowProps) {
  const rest = threats - listed.length;
  return (
    <li className={classes.model}>
      <Checkbox
        checked={chosen}
        onChange={onToggle}
        label={model.name}
        description={threatCount(threats)}
      />
      <ul className={classes.threats}>
        {listed.map((threat) => (
          <li key={threat.number} className={classes.threat}>
            <SeverityIcon severity={threat.severity} size={10} />
            <span className={classes.number}>T{threat.number}</span>
            <span className={classes.title}>{threat.title}</span>
          </li>
        ))}
        {rest > 0 && <li className={classes.number}>and {rest.toLocaleString("en-US")} more</li>}
      </ul>
    </li>
  );
}

/** Takes the decision about a threat for the same threats of other models, after showing which these are. */
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SameBy, ThreatDetail } from "@/api/types";
import { ModelThreatsList } from "@/entities/threats/ModelThreatsList";
import { useModelChoice } from "@/entities/threats/useModelChoice";
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
  const { data, error, refetch } = useQuery(otherModelsQuery(id, number, by));
  const step = useUndoableMutation(applyDecision, id);
  const choice = useModelChoice(data);
  const apply = (): void =>
    step.mutate({ number, by, models: choice.models }, { onSuccess: onClose });
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
        <ModelThreatsList
          rows={data}
          choice={choice}
          describe={({ threats }) => threatCount(threats)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={choice.models.length === 0} loading={step.isPending} onClick={apply}>
            {choice.models.length === 0 ? "Decide" : `Decide about ${choice.described}`}
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

/** Plans one control in many models, after showing which threats of each it would treat. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ControlReach, ControlSuggestion } from "@/api/types";
import { ModelThreatsList } from "@/entities/threats/ModelThreatsList";
import { useModelChoice } from "@/entities/threats/useModelChoice";
import { threatCount } from "@/model/labels/acceptances";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { planControl } from "./planControl";
import { reachQuery } from "./queries";

interface PlanDialogProps {
  suggestion: ControlSuggestion;
  onClose: () => void;
}

export default function PlanDialog({ suggestion: { control }, onClose }: PlanDialogProps) {
  const { id, row } = useModel();
  const team = row?.team.id ?? "";
  const { data, error, refetch } = useQuery(reachQuery(team, control.id));
  const step = useUndoableMutation(planControl, id);
  const choice = useModelChoice(data);
  const plan = (): void =>
    step.mutate(
      {
        team,
        control: control.id,
        title: control.title,
        models: choice.models,
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={control.title} size="lg">
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} size="compact" />}
      <ModelThreatsList rows={data} choice={choice} describe={described} />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={choice.models.length === 0} loading={step.isPending} onClick={plan}>
          Plan for {choice.described}
        </Button>
      </div>
    </Modal>
  );
}

function described({ threats, mitigation }: ControlReach): string {
  const how = mitigation === null ? "a new mitigation" : `attached to M${mitigation}`;
  return `${threatCount(threats)}, ${how}`;
}

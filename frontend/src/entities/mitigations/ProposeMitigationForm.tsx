/** Proposes a mitigation in one's own words. */
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { proposeMitigation } from "./actions/proposeMitigation";
import { MitigationTextForm } from "./MitigationTextForm";

const LABELS = { title: "What will be done", description: "Details", submit: "Propose" };

export function ProposeMitigationForm({ threat, onDone }: { threat: number; onDone: () => void }) {
  const { id } = useModel();
  const step = useUndoableMutation(proposeMitigation, id);
  return (
    <MitigationTextForm
      labels={LABELS}
      placeholder="Remove the socket mount and use a rootless builder"
      rows={[3, 10]}
      pending={step.isPending}
      onSubmit={(text) =>
        step.mutate({ threats: [threat], control: null, ...text }, { onSuccess: onDone })
      }
      onCancel={onDone}
    />
  );
}

/** Edits the title and description of a mitigation. */
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { editMitigation } from "./actions/editMitigation";
import { TextForm } from "./TextForm";

const LABELS = { title: "Title", description: "Description", submit: "Save" };

export function EditText({ mitigation, onDone }: { mitigation: Mitigation; onDone: () => void }) {
  const { id } = useModel();
  const step = useUndoableMutation(editMitigation, id);
  const { number, title, description } = mitigation;
  const before = { title, description };
  return (
    <TextForm
      initial={before}
      labels={LABELS}
      rows={[5, 18]}
      pending={step.isPending}
      onSubmit={(text) => step.mutate({ number, text, before }, { onSuccess: onDone })}
      onCancel={onDone}
    />
  );
}

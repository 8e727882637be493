/** Edits the title and description of a mitigation. */
import { useState } from "react";
import type { Mitigation } from "@/api/types";
import { TextForm } from "./TextForm";
import { useMitigationChange } from "./useMitigationChange";

const LABELS = { title: "Title", description: "Description", submit: "Save" };

export function EditText({ mitigation, onDone }: { mitigation: Mitigation; onDone: () => void }) {
  // What is edited stays the version that the form was opened with.
  const [opened] = useState(mitigation);
  const { change, isPending, conflict } = useMitigationChange(opened, onDone);
  return (
    <>
      <TextForm
        initial={opened}
        labels={LABELS}
        rows={[5, 18]}
        pending={isPending}
        onSubmit={change}
        onCancel={onDone}
      />
      {conflict}
    </>
  );
}

/** Edits the title and description of a mitigation. */
import { useState } from "react";
import type { Mitigation } from "@/api/types";
import { MitigationTextForm } from "./MitigationTextForm";
import { useMitigationChange } from "./useMitigationChange";

const LABELS = { title: "Title", description: "Description", submit: "Save" };

export function EditMitigationText({
  mitigation,
  onDone,
}: {
  mitigation: Mitigation;
  onDone: () => void;
}) {
  // What is edited stays the version that the form was opened with.
  const [opened] = useState(mitigation);
  const { change, isPending, conflict } = useMitigationChange(opened, onDone);
  return (
    <>
      <MitigationTextForm
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

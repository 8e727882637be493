/** Moves a mitigation to another status; to verify it by hand asks what was checked. */
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, Suspense } from "react";
import type { MitigationStatus } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { Changeable } from "./actions/changeMitigation";
import { useMitigationChange } from "./useMitigationChange";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

interface StatusChange {
  set: (status: MitigationStatus) => void;
  /** What it may have to ask. */
  dialogs: ReactNode;
}

export function useStatusChange(mitigation: Changeable): StatusChange {
  const { change, conflict } = useMitigationChange(mitigation);
  const [asking, dialog] = useDisclosure(false);
  const set = (status: MitigationStatus): void => {
    if (status === "verified") dialog.open();
    else change({ status, verification_note: "" });
  };
  const dialogs = (
    <>
      {asking && (
        <Suspense>
          <NoteDialog
            title={`Verify M${mitigation.number}`}
            label="What did you check?"
            description="Your name, the time and this note are shown with the links and files under Evidence. An import that shows the fault reopens the mitigation all the same."
            missing="Say what you checked"
            submitLabel="Verify"
            maxLength={4000}
            onClose={dialog.close}
            onSubmit={(note) => {
              dialog.close();
              change({ status: "verified", verification_note: note });
            }}
          />
        </Suspense>
      )}
      {conflict}
    </>
  );
  return { set, dialogs };
}

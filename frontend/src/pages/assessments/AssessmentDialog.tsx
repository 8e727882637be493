/** Adds an assessment, or changes one; where another person was faster, both versions are shown. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import type { Assessment } from "@/api/types";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import { Modal } from "@/ui/Modal";
import { useSearchParams } from "@/ui/useSearchParams";
import { AssessmentForm } from "./AssessmentForm";
import { addAssessment, changeAssessment } from "./assessmentApiCalls";
import { BLANK, bodyOf, draftDifferences, draftOf } from "./assessmentDraft";
import { assessmentQuery } from "./queries";
import { useAssessmentMutation } from "./useAssessmentMutation";

export function AddAssessmentDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(BLANK);
  const [, setAddress] = useSearchParams();
  const add = useAssessmentMutation(addAssessment, { inForm: true });
  return (
    <Modal opened onClose={onClose} title="Add assessment">
      <AssessmentForm
        draft={draft}
        label="Add assessment"
        error={add.error}
        pending={add.isPending}
        onChange={setDraft}
        onClose={onClose}
        onSubmit={() =>
          add.mutate(bodyOf(draft), { onSuccess: (made) => setAddress({ assessment: made.id }) })
        }
      />
    </Modal>
  );
}

interface EditAssessmentDialogProps {
  assessment: Assessment;
  onClose: () => void;
}

export function EditAssessmentDialog({ assessment, onClose }: EditAssessmentDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(assessment);
  const [draft, setDraft] = useState(() => draftOf(assessment));
  const [conflict, setConflict] = useState(false);
  const change = useAssessmentMutation(changeAssessment, { inForm: true });
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    setBase(await client.fetchQuery({ ...assessmentQuery(id, base.id), staleTime: 0 }));
    setConflict(true);
  };
  return (
    <Modal opened onClose={onClose} title="Edit assessment">
      <AssessmentForm
        draft={draft}
        label={conflict ? "Save my version" : "Save"}
        error={isConflict(change.error) ? null : change.error}
        pending={change.isPending}
        onChange={setDraft}
        onClose={onClose}
        onSubmit={() =>
          change.mutate(
            { assessment: base, body: bodyOf(draft) },
            { onSuccess: onClose, onError: (error) => void onError(error) },
          )
        }
      >
        {conflict && (
          <EditConflict
            what="assessment"
            differences={draftDifferences(draft, draftOf(base))}
            onTakeTheirs={() => {
              setDraft(draftOf(base));
              setConflict(false);
            }}
          />
        )}
      </AssessmentForm>
    </Modal>
  );
}

/** Adds a finding, or changes its words; where another person was faster, both versions are shown. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import type { Assessment } from "@/api/types";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import { Modal } from "@/ui/Modal";
import { addFinding, changeFinding } from "./assessmentApiCalls";
import { FindingForm } from "./FindingForm";
import { BLANK, draftDifferences, draftOf } from "./findingDraft";
import type { FindingItemProps } from "./findingTypes";
import { assessmentQuery } from "./queries";
import { useAssessmentMutation } from "./useAssessmentMutation";

interface AddFindingDialogProps {
  assessment: Assessment;
  onClose: () => void;
}

export function AddFindingDialog({ assessment, onClose }: AddFindingDialogProps) {
  const [draft, setDraft] = useState(BLANK);
  const add = useAssessmentMutation(addFinding, { inForm: true });
  return (
    <Modal opened onClose={onClose} title="Add finding">
      <FindingForm
        draft={draft}
        label="Add finding"
        error={add.error}
        pending={add.isPending}
        onChange={setDraft}
        onClose={onClose}
        onSubmit={() => add.mutate({ assessment, body: draft }, { onSuccess: onClose })}
      />
    </Modal>
  );
}

interface EditFindingDialogProps extends FindingItemProps {
  onClose: () => void;
}

export function EditFindingDialog({ assessment, finding, onClose }: EditFindingDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(finding);
  const [draft, setDraft] = useState(() => draftOf(finding));
  const [conflict, setConflict] = useState(false);
  const change = useAssessmentMutation(changeFinding, { inForm: true });
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    const now = await client.fetchQuery({ ...assessmentQuery(id, assessment.id), staleTime: 0 });
    const theirs = now.findings.find((one) => one.id === finding.id);
    if (theirs) setBase(theirs);
    setConflict(theirs !== undefined);
  };
  return (
    <Modal opened onClose={onClose} title="Edit finding">
      <FindingForm
        draft={draft}
        label={conflict ? "Save my version" : "Save"}
        error={isConflict(change.error) ? null : change.error}
        pending={change.isPending}
        onChange={setDraft}
        onClose={onClose}
        onSubmit={() =>
          change.mutate(
            { assessment, finding: base, change: draft },
            { onSuccess: onClose, onError: (error) => void onError(error) },
          )
        }
      >
        {conflict && (
          <EditConflict
            what="finding"
            differences={draftDifferences(draft, draftOf(base))}
            onTakeTheirs={() => {
              setDraft(draftOf(base));
              setConflict(false);
            }}
          />
        )}
      </FindingForm>
    </Modal>
  );
}

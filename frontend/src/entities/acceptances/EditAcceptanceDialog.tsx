/** Changes what one's request says and submits it again; where another person was faster, both versions are shown. */
import { Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { isConflict } from "@/api/errors";
import type { AcceptanceDetail, AcceptanceOptions } from "@/api/types";
import { EditConflict } from "@/ui/EditConflict";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/toast";
import { AcceptanceForm } from "./AcceptanceForm";
import { bodyOf, draftDifferences, draftOf } from "./acceptanceDraft";
import classes from "./acceptances.module.css";
import { acceptanceOptionsQuery, acceptanceQuery, refreshAcceptances } from "./queries";

interface EditAcceptanceDialogProps {
  acceptance: AcceptanceDetail;
  onClose: () => void;
}

export default function EditAcceptanceDialog({ acceptance, onClose }: EditAcceptanceDialogProps) {
  const options = useQuery(acceptanceOptionsQuery(acceptance.model.id)).data;
  return (
    <Modal opened onClose={onClose} title={`Edit A${acceptance.number}`} size="lg">
      {options ? (
        <Edit acceptance={acceptance} options={options} onClose={onClose} />
      ) : (
        <Skeleton height={320} />
      )}
    </Modal>
  );
}

interface EditProps extends EditAcceptanceDialogProps {
  options: AcceptanceOptions;
}

function Edit({ acceptance, options, onClose }: EditProps) {
  const client = useQueryClient();
  const { number, model } = acceptance;
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(acceptance);
  const [draft, setDraft] = useState(() => draftOf(acceptance));
  const [conflict, setConflict] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/models/{model}/acceptances/{number}/", {
          params: { path: { model: model.id, number } },
          body: { ...bodyOf(draft), version: base.version },
        }),
      ),
    onSuccess: async () => {
      toast.success(`A${number} submitted again`);
      onClose();
      await refreshAcceptances(client, [model.id]);
    },
    onError: async (error) => {
      if (!isConflict(error)) return;
      setBase(await client.fetchQuery({ ...acceptanceQuery(model.id, number), staleTime: 0 }));
      setConflict(true);
    },
  });
  return (
    <AcceptanceForm
      draft={draft}
      options={options}
      fault={isConflict(save.error) ? null : save.error}
      pending={save.isPending}
      submit={conflict ? "Submit my version" : "Submit again"}
      onChange={setDraft}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      {acceptance.decision_note && (
        <p className={classes.asked}>
          <strong>Asked back:</strong> {acceptance.decision_note}
        </p>
      )}
      {conflict && (
        <EditConflict
          what="request"
          differences={draftDifferences(draft, draftOf(base), [
            ...options.approvers,
            ...base.approvers,
          ])}
          onTakeTheirs={() => {
            setDraft(draftOf(base));
            setConflict(false);
          }}
        />
      )}
    </AcceptanceForm>
  );
}

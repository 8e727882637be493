/** Creates issues for threats or mitigations: where, one for what, a look at the first, then what came of it. */
import { Button, Radio } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { IssueCreate } from "@/api/types";
import { useModel } from "@/session/useModel";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { CreatedIssues } from "./CreatedIssues";
import { IssuePreview } from "./IssuePreview";
import { issueCount } from "./issueProgress";
import { issuePreviewQuery } from "./queries";
import { TrackerSelect, useChosenTracker } from "./TrackerSelect";

/** For what issues are created. */
export type IssueTarget = Pick<IssueCreate, "threats" | "mitigations">;

interface CreateIssuesDialogProps {
  target: IssueTarget;
  count: number;
  /** "T7" or "12 threats". */
  label: string;
  onClose: () => void;
  /** They were sent. */
  onDone?: (() => void) | undefined;
}

export default function CreateIssuesDialog(props: CreateIssuesDialogProps) {
  const { label, onClose, onDone } = props;
  const create = useCreate(onDone);
  const { data: created, variables } = create;
  return (
    <Modal opened onClose={onClose} title={`Create issues: ${label}`} size="lg">
      {created && variables ? (
        <CreatedIssues created={created} request={variables} onClose={onClose} />
      ) : (
        <CreateForm
          {...props}
          fault={create.error}
          pending={create.isPending}
          onSubmit={create.mutate}
        />
      )}
    </Modal>
  );
}

interface CreateFormProps extends CreateIssuesDialogProps {
  fault: Error | null;
  pending: boolean;
  onSubmit: (body: IssueCreate) => void;
}

function CreateForm({ target, count, fault, pending, onSubmit, onClose }: CreateFormProps) {
  const { id } = useModel();
  const [tracker, choose] = useChosenTracker();
  const [per, setPer] = useState<"threat" | "mitigation">("threat");
  const body = { tracker: tracker?.id ?? "", ...target, per };
  const preview = useQuery({ ...issuePreviewQuery(id, body), enabled: tracker !== undefined });
  const wanted = preview.data?.count ?? count;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(body);
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <FormAlert error={fault ?? preview.error} known={[]} />
      <TrackerSelect chosen={tracker} onChoose={choose} />
      {target.threats && count > 1 && (
        <Radio.Group
          label="Create one issue"
          value={per}
          onChange={(next) => setPer(next === "mitigation" ? next : "threat")}
        >
          <div className={forms.choices}>
            <Radio value="threat" label="For each threat" />
            <Radio
              value="mitigation"
              label="For each of their mitigations"
              description="It lists the threats that the mitigation treats."
            />
          </div>
        </Radio.Group>
      )}
      {preview.data && <IssuePreview preview={preview.data} stale={preview.isPlaceholderData} />}
      <div className={forms.actions}>
        <Button variant="default" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={pending}
          disabled={!tracker || (preview.data !== undefined && wanted === 0)}
        >
          Create {issueCount(wanted)}
        </Button>
      </div>
    </form>
  );
}

function useCreate(onDone: (() => void) | undefined) {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: IssueCreate) =>
      unwrap(
        api.POST("/api/models/{model}/issue-links/", { params: { path: { model: id } }, body }),
      ),
    onSuccess: () => onDone?.(),
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(id) }),
  });
}

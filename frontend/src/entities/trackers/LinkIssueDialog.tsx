/** Links an issue that exists, by its address or its key. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import { useModel } from "@/session/useModel";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/toast";
import { linkExisting } from "./issueActions";
import type { IssueSubject } from "./queries";
import { TrackerSelect, useChosenTracker } from "./TrackerSelect";
import { isJira } from "./trackerKinds";

interface LinkIssueDialogProps {
  subject: IssueSubject;
  /** "T7" or "M3". */
  label: string;
  onClose: () => void;
}

export default function LinkIssueDialog({ subject, label, onClose }: LinkIssueDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  const [tracker, choose] = useChosenTracker();
  const [issue, setIssue] = useState("");
  const link = useMutation({
    mutationFn: () =>
      linkExisting(id, { ...subject, tracker: tracker?.id ?? "", issue: issue.trim() }),
    onSuccess: ({ key }) => {
      toast.success(`${key} is linked to ${label}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(id) }),
  });
  return (
    <Modal opened onClose={onClose} title={`Link an issue to ${label}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          link.mutate();
        }}
      >
        <FormAlert error={link.error} known={["issue"]} />
        <TrackerSelect chosen={tracker} onChoose={choose} />
        <TextInput
          label="Issue"
          description={`Its address or its ${tracker && isJira(tracker.kind) ? "key" : "number"}. The issue has to exist in ${tracker?.project ?? "the project"}.`}
          placeholder={tracker && isJira(tracker.kind) ? `${tracker.project}-12` : "#12"}
          value={issue}
          maxLength={2000}
          onChange={(event) => setIssue(event.currentTarget.value)}
          error={fieldError(link.error, "issue", false)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={link.isPending} disabled={!issue.trim() || !tracker}>
            Link issue
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Approves a stage as it is seen, or withdraws its approval; says what keeps it from being approved. */
import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import type { Stage } from "@/api/types";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { approveStage, withdrawApproval } from "./actions/stages";
import classes from "./stageHead.module.css";

const NOTE_LENGTH = 4000;

interface ApproveDialogProps {
  stage: Stage;
  onClose: () => void;
}

export function ApproveDialog({ stage, onClose }: ApproveDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const approve = useUndoableMutation(approveStage, id);
  const withdraw = useUndoableMutation(withdrawApproval, id);
  const blocking = stage.checks.filter((check) => check.blocks && !check.met);
  const open = stage.checks.filter((check) => !check.blocks && !check.met);
  const needsReason = open.length > 0;
  const [refused, setRefused] = useState(false);
  const refresh = (): void => void client.invalidateQueries({ queryKey: keys.model(id) });
  return (
    <Modal opened onClose={onClose} title={`Approve ${stage.name}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (needsReason && note.trim() === "") setRefused(true);
          else approve.mutate({ stage, note }, { onSuccess: onClose, onError: refresh });
        }}
      >
        {approve.error && (
          <p className={forms.fault} role="alert">
            {messageOf(approve.error)}
          </p>
        )}
        {blocking.length > 0 && <Open title="Needed first" checks={blocking} />}
        {open.length > 0 && <Open title="Not ready: still open" checks={open} />}
        <p className={classes.remark}>
          The approval covers the stage as you see it. It goes stale when the model or an earlier
          stage changes.
        </p>
        <Textarea
          data-autofocus
          label="Note"
          description={
            needsReason
              ? "Why it is approved with this open. Recorded with the approval."
              : "What the approval rests on; optional."
          }
          error={refused && "Say why the stage is approved with this open"}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={NOTE_LENGTH}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
            setRefused(false);
          }}
        />
        <div className={forms.actions}>
          {stage.approval && (
            <Button
              variant="subtle"
              color="danger"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(stage, { onSuccess: onClose })}
            >
              Withdraw approval
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={approve.isPending} disabled={blocking.length > 0}>
            Approve
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Open({ title, checks }: { title: string; checks: Stage["checks"] }) {
  return (
    <div>
      <h3 className={classes.openTitle}>{title}</h3>
      <ul className={classes.open}>
        {checks.map((check) => (
          <li key={check.id}>
            {check.title}
            {check.missing && <span className={classes.remark}> {check.missing}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

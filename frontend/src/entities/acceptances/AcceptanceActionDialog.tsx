/** Asks for the note of a decision, a withdrawal or a revocation, and does it. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { Acceptance } from "@/api/types";
import { threatCount } from "@/model/labels/acceptances";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import classes from "./acceptances.module.css";
import { RefusalMessages } from "./RefusalMessages";
import {
  ACCEPTANCE_ACTIONS,
  type AcceptanceAction,
  useAcceptanceAction,
} from "./useAcceptanceAction";

const TEXT_LENGTH = 4000;

interface AcceptanceActionDialogProps {
  team: string;
  act: AcceptanceAction;
  acceptances: readonly Acceptance[];
  onClose: () => void;
  onDone?: () => void;
}

export default function AcceptanceActionDialog({
  team,
  act,
  acceptances,
  onClose,
  onDone,
}: AcceptanceActionDialogProps) {
  const [note, setNote] = useState("");
  const perform = useAcceptanceAction();
  const { verb, about, needsNote, danger } = ACCEPTANCE_ACTIONS[act];
  const missing = needsNote && note.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing) return;
    perform.mutate(
      { team, act, acceptances, note: note.trim() },
      {
        onSuccess: () => {
          onDone?.();
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={`${verb} ${named(acceptances)}`}>
      <form className={forms.form} onSubmit={submit}>
        <RefusalMessages error={perform.error} known={["note"]} />
        <p className={classes.about}>
          {threatCount(acceptances.reduce((all, one) => all + one.threat_count, 0))}. {about}
        </p>
        <Textarea
          data-autofocus
          label={needsNote ? "Note" : "Note (optional)"}
          description="Kept with the acceptance and in the history."
          autosize
          minRows={3}
          maxRows={10}
          maxLength={TEXT_LENGTH}
          value={note}
          error={fieldError(perform.error, "note", false)}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={danger ? "danger" : undefined}
            loading={perform.isPending}
            disabled={missing}
          >
            {verb.replace(" about", "")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function named(acceptances: readonly Acceptance[]): string {
  const [first] = acceptances;
  return acceptances.length === 1 ? `A${first?.number}` : `${acceptances.length} requests`;
}

/** Shows what is decided about, takes a note, and says afterwards what could not be decided as asked. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { Proposal } from "@/api/types";
import { proposalCount, proposalWords } from "@/model/labels/proposals";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { DecisionResults } from "./DecisionResults";
import type { Decision } from "./decision";
import classes from "./proposals.module.css";
import { useDecision } from "./useDecision";

const NOTE_LENGTH = 2000;
const SHOWN = 8;

interface DecideDialogProps {
  decision: Decision;
  proposals: readonly Proposal[];
  onClose: () => void;
  onDecided: () => void;
}

const ABOUT: Readonly<Record<Decision, string>> = {
  accept: "They become part of the model, in your name, and it is analyzed again.",
  reject: "Nothing changes in the model.",
};

export default function DecideDialog(props: DecideDialogProps) {
  const { decision, proposals, onClose } = props;
  const verb = decision === "accept" ? "Accept" : "Reject";
  return (
    <Modal opened onClose={onClose} title={`${verb} ${proposalCount(proposals.length)}`}>
      <DecideForm {...props} verb={verb} />
    </Modal>
  );
}

function DecideForm(props: DecideDialogProps & { verb: string }) {
  const { decision, proposals, verb, onClose, onDecided } = props;
  const [note, setNote] = useState("");
  const decide = useDecision(onDecided, onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    decide.mutate({ decision, proposals, note: note.trim() });
  };
  if (decide.data) {
    return (
      <DecisionResults
        {...decide.data}
        decision={decision}
        proposals={proposals}
        onClose={onClose}
      />
    );
  }
  return (
    <form className={forms.form} onSubmit={submit}>
      <FormAlert error={decide.error} known={["note"]} />
      <Listed proposals={proposals} />
      <p className={classes.about}>{ABOUT[decision]}</p>
      {decision === "reject" && (
        <Textarea
          data-autofocus
          label="Note (optional)"
          description="Kept with the proposal; the agent can read it."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={NOTE_LENGTH}
          value={note}
          error={fieldError(decide.error, "note", false)}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          data-autofocus={decision === "accept" || undefined}
          color={decision === "reject" ? "danger" : undefined}
          loading={decide.isPending}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}

function Listed({ proposals }: { proposals: readonly Proposal[] }) {
  const rest = proposals.length - SHOWN;
  return (
    <ul className={classes.listed}>
      {proposals.slice(0, SHOWN).map((one) => (
        <li key={one.id}>{proposalWords(one)}</li>
      ))}
      {rest > 0 && <li className={classes.quiet}>and {rest.toLocaleString("en-US")} more</li>}
    </ul>
  );
}

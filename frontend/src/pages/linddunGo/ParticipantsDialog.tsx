/** Sets who takes part in a running session. */
import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { PrivacySession } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { ParticipantsField } from "./ParticipantsField";
import { setParticipants } from "./sessionApiCalls";
import { useSessionMutation, useSessionPending } from "./useSessionMutation";

interface ParticipantsDialogProps {
  session: PrivacySession;
  onClose: () => void;
}

export function ParticipantsDialog({ session, onClose }: ParticipantsDialogProps) {
  const [people, setPeople] = useState(session.participants.map(({ id }) => id));
  const save = useSessionMutation(setParticipants);
  const pending = useSessionPending();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ session, participants: people }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title="Participants">
      <form className={forms.form} onSubmit={send}>
        <ParticipantsField
          value={people}
          description="Cards are dealt to them in this order."
          error={fieldError(save.error, "participants")}
          onChange={setPeople}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={pending} disabled={people.length === 0}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

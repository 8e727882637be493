/** What can be done with a session as a whole: set who takes part, and finish it. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUsers } from "@tabler/icons-react";
import type { PrivacySession } from "@/api/types";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ParticipantsDialog } from "./ParticipantsDialog";
import { discussed } from "./session";
import { finishSession } from "./sessionApiCalls";
import { useSessionMutation, useSessionPending } from "./useSessionMutation";

export function SessionActions({ session }: { session: PrivacySession }) {
  const { canEdit } = useModel();
  const [seating, seat] = useDisclosure(false);
  const [finishing, finish] = useDisclosure(false);
  if (!canEdit || session.state === "finished") return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconUsers size={15} aria-hidden="true" />}
        onClick={seat.open}
      >
        Participants
      </Button>
      <Button variant="default" onClick={finish.open}>
        Finish session
      </Button>
      {seating && <ParticipantsDialog session={session} onClose={seat.close} />}
      {finishing && <FinishDialog session={session} onClose={finish.close} />}
    </>
  );
}

interface FinishDialogProps {
  session: PrivacySession;
  onClose: () => void;
}

export function FinishDialog({ session, onClose }: FinishDialogProps) {
  const finish = useSessionMutation(finishSession);
  const pending = useSessionPending();
  const { cards } = session;
  const left = cards.length - discussed(cards);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      onConfirm={() => finish.mutate(session, { onSettled: onClose })}
      title="Finish the session"
      confirmLabel="Finish session"
      pending={pending}
    >
      {discussed(cards)} of {cards.length} cards were discussed
      {left > 0 && `, ${left} ${left === 1 ? "was" : "were"} not`}. Votes and recorded threats are
      kept; a finished session cannot be continued.
    </ConfirmDialog>
  );
}

/** What the table shows once all cards were played. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import type { PrivacySession } from "@/api/types";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { FinishDialog } from "./SessionActions";

export function AllCardsPlayed({ session }: { session: PrivacySession }) {
  const { canEdit } = useModel();
  const [finishing, finish] = useDisclosure(false);
  return (
    <>
      <EmptyState
        icon={<IconCheck size={20} />}
        title="All cards were played"
        action={canEdit && <Button onClick={finish.open}>Finish session</Button>}
      >
        Open a card above to change a vote or record a threat. Finish the session to get its
        summary.
      </EmptyState>
      {finishing && <FinishDialog session={session} onClose={finish.close} />}
    </>
  );
}

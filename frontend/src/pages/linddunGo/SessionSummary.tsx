/** A finished session: what each card led to, to be read, copied and downloaded. */
import { Button } from "@mantine/core";
import { IconCopy, IconDownload } from "@tabler/icons-react";
import type { PrivacyCard, PrivacySession } from "@/api/types";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";
import classes from "./linddunGo.module.css";
import { RecordedThreats } from "./RecordedThreats";
import { SummaryCard } from "./SummaryCard";
import { nameOf, playedCards, recordedThreats } from "./session";
import { fileName, sessionMarkdown } from "./sessionMarkdown";

interface SessionSummaryProps {
  session: PrivacySession;
  deck: readonly PrivacyCard[];
}

export function SessionSummary({ session, deck }: SessionSummaryProps) {
  const cards = playedCards(session, deck);
  const threats = recordedThreats(cards);
  const played = cards.filter(({ votes, threats: own }) => votes.length + own.length > 0);
  const rest = cards.filter((card) => !played.includes(card));
  return (
    <>
      <Section
        title="Summary"
        description={
          <>
            Started <RelativeTime at={session.started_at} /> by {nameOf(session.started_by)}, with{" "}
            {session.participants.map(nameOf).join(", ")}.
          </>
        }
        actions={<Exports session={session} deck={deck} />}
        flush={threats.length > 0}
      >
        {threats.length > 0 ? (
          <RecordedThreats threats={threats} />
        ) : (
          <p className={classes.quiet}>No threats were recorded.</p>
        )}
      </Section>
      {played.length > 0 && (
        <Section title="Votes" flush>
          <ul className={classes.plainList}>
            {played.map((card) => (
              <SummaryCard key={card.card} card={card} />
            ))}
          </ul>
        </Section>
      )}
      {rest.length > 0 && (
        <p className={classes.rest}>Without votes: {rest.map(({ card }) => card).join(", ")}.</p>
      )}
    </>
  );
}

function Exports({ session, deck }: SessionSummaryProps) {
  const { row } = useModel();
  const model = row?.name ?? "model";
  const text = (): string => sessionMarkdown(model, session, playedCards(session, deck));
  return (
    <div className={classes.headActions}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconCopy size={14} aria-hidden="true" />}
        onClick={() => {
          navigator.clipboard.writeText(text()).then(() => toast.info("Copied"), toast.error);
        }}
      >
        Copy as Markdown
      </Button>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={14} aria-hidden="true" />}
        onClick={() =>
          saveFile(fileName(model, session), new Blob([text()], { type: "text/markdown" }))
        }
      >
        Download
      </Button>
    </div>
  );
}

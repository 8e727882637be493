/** The elements and data flows that a card is about: they can be chosen for one's vote, and shown on the canvas. */
import { Button, Skeleton } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { CardMatches } from "@/api/types";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import classes from "./elements.module.css";
import { SubjectChips } from "./SubjectChips";
import type { PlayedCard } from "./session";

const FIRST = 12;

interface CardElementsProps {
  card: PlayedCard;
  matches: UseQueryResult<CardMatches>;
  chosen: readonly string[];
  /** Null for people who only watch. */
  onToggle: ((uid: string) => void) | null;
}

export function CardElements({ card, matches, chosen, onToggle }: CardElementsProps) {
  const { id } = useModel();
  const { data, error, refetch } = matches;
  if (error && !data) {
    return <ErrorState size="compact" error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton height={60} role="status" aria-label="Loading" />;
  const count = data.uids.length;
  const chips = { chosen, onToggle };
  return (
    <section aria-label="Elements">
      <div className={classes.head}>
        <h3 className={classes.title}>
          {count === 0
            ? "No element is known to match"
            : `Matching elements (${count.toLocaleString("en-US")})`}
        </h3>
        {count > 0 && (
          <LinkButton
            variant="subtle"
            size="compact-sm"
            leftSection={<IconSitemap size={14} aria-hidden="true" />}
            to="/m/$model/architecture"
            params={{ model: id }}
            search={{ card: card.card }}
          >
            Show on canvas
          </LinkButton>
        )}
      </div>
      {card.content.whole_model && (
        <p className={classes.note}>This card is also about the system as a whole.</p>
      )}
      <Some subjects={data.matching} count={count} {...chips} />
      {data.possible_count > 0 && (
        <details className={classes.possible}>
          <summary>
            {data.possible_count.toLocaleString("en-US")} more may match: facts about personal data
            are unknown
          </summary>
          <Some subjects={data.possible} count={data.possible_count} {...chips} />
        </details>
      )}
    </section>
  );
}

interface SomeProps {
  subjects: CardMatches["matching"];
  count: number;
  chosen: readonly string[];
  onToggle: ((uid: string) => void) | null;
}

/** The first of them, and the rest on request. */
function Some({ subjects, count, chosen, onToggle }: SomeProps) {
  const [all, showAll] = useState(false);
  const shown = all ? subjects : subjects.slice(0, FIRST);
  const hidden = count - shown.length;
  return (
    <div className={classes.some}>
      <SubjectChips subjects={shown} chosen={chosen} onToggle={onToggle} />
      {hidden > 0 && !all && (
        <Button variant="subtle" size="compact-sm" onClick={() => showAll(true)}>
          Show {Math.min(subjects.length - shown.length, hidden).toLocaleString("en-US")} more
        </Button>
      )}
      {hidden > 0 && all && (
        <p className={classes.note}>{hidden.toLocaleString("en-US")} more are not listed.</p>
      )}
    </div>
  );
}

/** Cards of questions, walked with the arrow keys or J and K. What is answered stays in its place. */
import { Kbd } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { catalogueQuery } from "@/api/queries";
import type { QuestionCard } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import type { CardScope } from "../cardScope";
import { CardItem } from "./CardItem";
import { CardContext } from "./cardContext";
import classes from "./cards.module.css";
import { focusAdjacentCard } from "./focusAdjacentCard";

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

interface QuestionCardsProps {
  cards: readonly QuestionCard[];
  /** What narrows the list. */
  scope: CardScope;
  /** In a panel, which is narrow. */
  compact?: boolean;
  /** Shown on a card, by its id. */
  renderMark?: (card: string) => ReactNode;
}

export function QuestionCards({ cards, scope, compact = false, renderMark }: QuestionCardsProps) {
  const { canEdit } = useModel();
  const catalogue = useQuery(catalogueQuery()).data;
  const kept = useStableOrder(cards, ({ id }) => id);
  const context = useMemo(
    () => ({
      scope,
      compact,
      kinds: new Map(catalogue?.kinds.map((kind) => [kind.id as string, kind])),
    }),
    [scope, compact, catalogue],
  );
  return (
    <CardContext value={context}>
      <ul className={classes.list} data-compact={compact || undefined} onKeyDown={onKeyDown}>
        {kept.map(({ row, gone }) => (
          <CardItem key={row.id} card={row} answered={gone} mark={renderMark?.(row.id)} />
        ))}
      </ul>
      {canEdit && !compact && (
        <p className={classes.keys}>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move, <Kbd>Enter</Kbd> opens, <Kbd>Y</Kbd> <Kbd>N</Kbd> answer,{" "}
          <Kbd>D</Kbd> don't know
        </p>
      )}
    </CardContext>
  );
}

function onKeyDown(event: KeyboardEvent): void {
  const by = STEPS[event.key];
  const row = event.target as HTMLElement;
  if (!by || row.dataset.card === undefined) return;
  event.preventDefault();
  focusAdjacentCard(row, by);
}

/** One status of the board: its count, its cards by due date, and where a card may be dropped. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import type { MitigationCard } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { BoardCard } from "./BoardCard";
import classes from "./board.module.css";
import { canMove, lockedBecause, type ShownColumn } from "./boardColumns";
import { type BoardQuery, CARDS, columnQuery } from "./queries";
import { type DraggedCard, useBoardMoves } from "./useBoardMoves";

interface BoardColumnProps {
  column: ShownColumn;
  query: BoardQuery;
  dragged: DraggedCard | null;
  isApprover: boolean;
  canEdit: boolean;
  onOpen: (number: number) => void;
}

export function BoardColumn(props: BoardColumnProps) {
  const { column, query, dragged, isApprover, canEdit, onOpen } = props;
  const { status, count } = column;
  const { cards, more, loading } = useColumnCards(column, query);
  const [over, setOver] = useState(false);
  const moves = useBoardMoves();
  const takes = dragged !== null && canMove(dragged.status, status, isApprover);
  const reason = canEdit ? lockedBecause(status, isApprover) : "";
  const onDragOver = (event: DragEvent): void => {
    if (!takes) return;
    event.preventDefault();
    setOver(true);
  };
  // It comes from the cards as well, when the pointer is over the next one.
  const onDragLeave = (event: DragEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    // The card leaves its column at once, and no "dragend" comes from what is not in the page any more.
    moves.end();
    if (takes) dragged.move(status);
  };
  const refuses = dragged !== null && dragged.status !== status && !takes;
  return (
    <section
      className={classes.column}
      aria-labelledby={`column-${status}`}
      data-takes={takes}
      data-over={takes && over}
      data-refuses={refuses}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
    >
      <h2 className={classes.heading} id={`column-${status}`}>
        <StatusBadge status={status} />
        <span className={classes.count}>{count.toLocaleString("en-US")}</span>
      </h2>
      {reason && <p className={classes.reason}>{reason}</p>}
      <ul className={classes.cards}>
        {cards.map((card) => (
          <BoardCard key={card.number} {...{ card, isApprover, canEdit, onOpen }} />
        ))}
      </ul>
      {cards.length < count && (
        <Button variant="subtle" size="compact-sm" loading={loading} onClick={more}>
          Show {Math.min(CARDS, count - cards.length)} more
        </Button>
      )}
    </section>
  );
}

interface ColumnCards {
  cards: MitigationCard[];
  more: () => void;
  loading: boolean;
}

/** The cards of the board and, once asked for, those of the next pages. */
function useColumnCards({ status, cards }: ShownColumn, query: BoardQuery): ColumnCards {
  const { id } = useModel();
  const [asked, setAsked] = useState(false);
  const next = useInfiniteQuery({ ...columnQuery(id, status, query), enabled: asked });
  const shown = new Set(cards.map(({ number }) => number));
  const later = (next.data?.pages ?? [])
    .flat()
    .flatMap((column) => column.cards)
    .filter((card) => card.status === status && !shown.has(card.number));
  return {
    cards: [...cards, ...later],
    more: () => (asked ? void next.fetchNextPage() : setAsked(true)),
    loading: next.isFetching,
  };
}

/** The mitigations of the model by status. */
import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { MITIGATION_STATUSES } from "@/model/labels/mitigations";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { BoardColumn } from "./BoardColumn";
import classes from "./board.module.css";
import { shownColumns } from "./boardColumns";
import { type BoardQuery, boardQuery } from "./queries";
import { BoardMoves, BoardMovesContext, type DraggedCard } from "./useBoardMoves";

interface BoardProps {
  query: BoardQuery;
  /** A search or filter narrows it. */
  narrowed: boolean;
  onOpen: (number: number) => void;
}

/** The columns before the cards are read. */
function EmptyBoard() {
  return (
    <div className={classes.board} aria-busy="true">
      {MITIGATION_STATUSES.map((status) => (
        <div key={status} className={classes.column}>
          <StatusBadge status={status} />
        </div>
      ))}
    </div>
  );
}

export default function Board({ query, narrowed, onOpen }: BoardProps) {
  const { id, role, canEdit } = useModel();
  const { data, error, refetch } = useQuery(boardQuery(id, query));
  const [dragged, setDragged] = useState<DraggedCard | null>(null);
  const moves = useMemo(() => new BoardMoves(setDragged), []);
  const columns = useMemo(() => shownColumns(data ?? []), [data]);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <EmptyBoard />;
  if (narrowed && columns.every(({ count }) => count === 0))
    return (
      <EmptyState title="Nothing matches">No mitigation fits the search and filters.</EmptyState>
    );
  return (
    <BoardMovesContext value={moves}>
      {canEdit && (
        <VisuallyHidden id="board-keys">
          Shift with the left or right arrow moves it to another status.
        </VisuallyHidden>
      )}
      <div className={classes.board}>
        {columns.map((column) => (
          <BoardColumn
            key={column.status}
            column={column}
            query={query}
            dragged={dragged}
            isApprover={hasRole(role, "approver")}
            canEdit={canEdit}
            onOpen={onOpen}
          />
        ))}
      </div>
    </BoardMovesContext>
  );
}

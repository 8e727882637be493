/** The card that is dragged, and the one that gets the focus again in its new column. */
import { createContext, useContext } from "react";
import type { MitigationStatus } from "@/api/types";

export interface DraggedCard {
  number: number;
  status: MitigationStatus;
  move: (to: MitigationStatus) => void;
}

export class BoardMoves {
  #focused: number | null = null;

  constructor(private readonly onDrag: (card: DraggedCard | null) => void) {}

  start(card: DraggedCard): void {
    this.onDrag(card);
  }

  end(): void {
    this.onDrag(null);
  }

  keepFocus(number: number | null): void {
    this.#focused = number;
  }

  /** Whether this card is the one that was moved; true once. */
  takeFocus(number: number): boolean {
    if (this.#focused !== number) return false;
    this.#focused = null;
    return true;
  }
}

export const BoardMovesContext = createContext<BoardMoves | null>(null);

export function useBoardMoves(): BoardMoves {
  const moves = useContext(BoardMovesContext);
  if (!moves) throw new Error("a card is outside of a board");
  return moves;
}

/** What the parts of a list of cards share. */
import { createContext, useContext } from "react";
import type { CardScope } from "../cardScope";

interface CardList {
  /** What narrows the list. */
  scope: CardScope;
  compact: boolean;
  /** The words for kinds. */
  kinds: ReadonlyMap<string, { label: string; plural: string }>;
}

export const CardContext = createContext<CardList>({ scope: {}, compact: false, kinds: new Map() });

export const useCardList = (): CardList => useContext(CardContext);

/** What narrows a list of cards, and which of their questions an action is about. */

export interface CardScope {
  search?: string;
  /** id of an element or flow. */
  element?: string;
  /** All cards: nothing shares one. */
  every?: boolean;
}

/** Questions that are named, or those of a card: all of it, or some parts. */
export interface ChosenQuestions extends CardScope {
  card?: string;
  parts?: string[];
  questions?: string[];
}

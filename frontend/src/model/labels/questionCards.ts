/** Cards of questions: how they read, and what is left of them once something is answered. */
import type { QuestionCard } from "@/api/types";

export type CardPart = QuestionCard["parts"][number];
export type CardEntry = CardPart["entries"][number];

interface KindWords {
  label: string;
  plural: string;
}

/** What the server writes where the name of the element goes. */
const NAME = "{name}";
const ELEMENT: KindWords = { label: "element", plural: "elements" };
const FLOW: KindWords = { label: "data flow", plural: "data flows" };

/** Return the question of a part: of the one element by its name, of several as "each of these". */
export function partText(part: CardPart): string {
  const only = part.entry_count === 1 ? part.entries[0] : undefined;
  return part.text.replaceAll(NAME, only ? only.subject.name : "each of these");
}

/** Return what the card asks: the question itself where it is the only one. */
export function cardTitle(card: QuestionCard): string {
  const only = card.parts.length === 1 ? card.parts[0] : undefined;
  return only?.entry_count === 1 ? partText(only) : card.title;
}

/** Return why the card asks; of its only question the meaning of the fact says more than what cards share. */
export function cardReason(card: QuestionCard): string {
  const only = card.parts.length === 1 ? card.parts[0] : undefined;
  return only?.entry_count === 1 ? only.meaning : card.why;
}

/** Return "6 images", "1 image" or, of several kinds, "6 elements"; `kinds` has the words of the catalogue. */
export function partSize(part: CardPart, kinds: ReadonlyMap<string, KindWords>): string {
  const found = new Set(part.entries.map((entry) => entry.subject.kind));
  const [kind = ""] = found;
  const words = found.size > 1 ? ELEMENT : kind === "flow" ? FLOW : (kinds.get(kind) ?? ELEMENT);
  const noun = part.entry_count === 1 ? words.label : words.plural;
  // Names such as "CI pipeline" keep their capitals.
  const word = /^[A-Z][a-z]/.test(noun) ? noun.charAt(0).toLowerCase() + noun.slice(1) : noun;
  return `${part.entry_count.toLocaleString("en-US")} ${word}`;
}

/** Return how many cards there are when nothing shares one. */
export function allCards(cards: readonly QuestionCard[]): number {
  return cards.reduce((sum, card) => sum + Math.max(1, card.shared_by), 0);
}

/** Return "8 questions" or "1 question". */
export function questionsCount(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "question" : "questions"}`;
}

/** Return the card without these parts, or null when nothing is left. */
export function withoutParts(
  card: QuestionCard,
  answered: ReadonlySet<string>,
): QuestionCard | null {
  return withParts(
    card,
    card.parts.filter((part) => !answered.has(part.id)),
  );
}

/** Return the card without these questions, or null when nothing is left. */
export function withoutQuestions(
  card: QuestionCard,
  answered: ReadonlySet<string>,
): QuestionCard | null {
  return withParts(
    card,
    card.parts.map((part) => withoutEntries(part, answered)).filter((part) => part.count > 0),
  );
}

/** Return a page of cards changed by `change`; any other answer of the server as it is. */
export function patchCards(
  data: unknown,
  change: (card: QuestionCard) => QuestionCard | null,
): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (!("results" in data && Array.isArray(data.results))) return data;
  const cards = data.results as readonly QuestionCard[];
  if (!cards.every((card) => Array.isArray(card.parts))) return data;
  const results = cards.map(change).filter((card) => card !== null);
  if (results.every((card, at) => card === cards[at]) && results.length === cards.length)
    return data;
  const gone = cards.length - results.length;
  return { ...data, results, count: "count" in data ? Number(data.count) - gone : results.length };
}

function withoutEntries(part: CardPart, answered: ReadonlySet<string>): CardPart {
  const entries = part.entries.filter((entry) => !entry.questions.every((id) => answered.has(id)));
  const gone = part.entries.length - entries.length;
  if (gone === 0) return part;
  const left = part.entries.flatMap((entry) => entry.questions).filter((id) => answered.has(id));
  return {
    ...part,
    entries,
    entry_count: part.entry_count - gone,
    count: part.count - left.length,
  };
}

function withParts(card: QuestionCard, parts: CardPart[]): QuestionCard | null {
  if (parts.length === card.parts.length && parts.every((part, at) => part === card.parts[at])) {
    return card;
  }
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return count === 0 ? null : { ...card, parts, count };
}

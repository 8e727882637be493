/** What a session of LINDDUN GO says: where it is, who has voted, what came of it. No React. */
import type {
  CardAnswer,
  CardVote,
  DealtCard,
  Person,
  PrivacyCard,
  PrivacySession,
  RecordedThreat,
} from "@/api/types";

export const ANSWERS: readonly { value: CardAnswer; label: string; hotkey: string }[] = [
  { value: "applies", label: "Applies", hotkey: "1" },
  { value: "unsure", label: "Unsure", hotkey: "2" },
  { value: "does-not-apply", label: "Does not apply", hotkey: "3" },
];

/** A card of the session with what the library says on it. */
export interface PlayedCard extends DealtCard {
  content: PrivacyCard;
}

/** The cards of the session in their order; those that the library no longer has are left out. */
export function playedCards(session: PrivacySession, deck: readonly PrivacyCard[]): PlayedCard[] {
  const byId = new Map(deck.map((card) => [card.id, card]));
  return session.cards.flatMap((dealt) => {
    const content = byId.get(dealt.card);
    return content ? [{ ...dealt, content }] : [];
  });
}

/** The card that the address names, else the one in turn; null when all were played. */
export function shownCard(
  session: PrivacySession,
  cards: readonly PlayedCard[],
  named: string | undefined,
): PlayedCard | null {
  const inTurn = cards.find((card) => card.place === session.position);
  return cards.find((card) => card.card === named) ?? inTurn ?? null;
}

/** What is announced of the card in turn: "Card L5: People are profiled. Ada reads." */
export function inTurnText(session: PrivacySession, cards: readonly PlayedCard[]): string {
  const card = cards.find(({ place }) => place === session.position);
  if (!card) return "All cards were played.";
  const reader = session.turn ? ` ${nameOf(session.turn)} reads.` : "";
  return `Card ${card.card}: ${card.content.title}.${reader}`;
}

/** "Card 5 of 33", or that all were played. */
export function progressText({ position, cards, state }: PrivacySession): string {
  if (state === "finished") return `${discussed(cards)} of ${cards.length} cards discussed`;
  if (position >= cards.length) return `All ${cards.length} cards played`;
  return `Card ${position + 1} of ${cards.length}`;
}

export function discussed(cards: readonly DealtCard[]): number {
  return cards.filter((card) => card.state === "discussed").length;
}

/** The cards by category, in their order. */
export function byCategory(cards: readonly PlayedCard[]): [string, PlayedCard[]][] {
  const groups = new Map<string, PlayedCard[]>();
  for (const card of cards) {
    const { category } = card.content;
    groups.set(category, [...(groups.get(category) ?? []), card]);
  }
  return [...groups];
}

/** How many gave each answer, in the order of ANSWERS; those without a vote are left out. */
export function tally(votes: readonly CardVote[]): { label: string; count: number }[] {
  return ANSWERS.map(({ value, label }) => ({
    label,
    count: votes.filter((vote) => vote.answer === value).length,
  })).filter(({ count }) => count > 0);
}

export function tallyText(votes: readonly CardVote[]): string {
  return tally(votes)
    .map(({ label, count }) => `${label}: ${count}`)
    .join(", ");
}

export function voteOf(
  votes: readonly CardVote[],
  person: string | undefined,
): CardVote | undefined {
  return votes.find((vote) => vote.person?.id === person);
}

export function nameOf(person: Person | null): string {
  return person ? person.name || person.email : "A deleted account";
}

/** All that was recorded, by number, each with the card it came of. */
export function recordedThreats(
  cards: readonly DealtCard[],
): (RecordedThreat & { card: string })[] {
  const all = cards.flatMap(({ card, threats }) => threats.map((one) => ({ ...one, card })));
  return all.sort((a, b) => a.number - b.number);
}

/** Elements and flows that people named in their votes, each once. */
export function namedSubjects(votes: readonly CardVote[]): CardVote["subjects"] {
  const byUid = new Map(votes.flatMap((vote) => vote.subjects.map((one) => [one.uid, one])));
  return [...byUid.values()];
}

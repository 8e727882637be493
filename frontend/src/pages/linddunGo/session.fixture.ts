/** A deck of two cards, and a session in which both were dealt. */
import type { CardVote, DealtCard, Person, PrivacyCard, PrivacySession } from "@/api/types";

export const ADA: Person = { id: "a", name: "Ada", email: "ada@example.com" };
export const BEN: Person = { id: "b", name: "", email: "ben@example.com" };

export const DECK: readonly PrivacyCard[] = [
  content("L1", "linking", "Requests share an identifier"),
  content("I1", "identifying", "Requests name the person"),
];

export function content(id: string, category: PrivacyCard["category"], title: string): PrivacyCard {
  const questions = ["Do they?", "Is it needed?"];
  return { id, category, title, questions, examples: [], whole_model: false, controls: [] };
}

export function vote(person: Person | null, part: Partial<CardVote> = {}): CardVote {
  return { person, answer: "applies", note: "", subjects: [], ...part };
}

export function subject(uid: string, name = uid): CardVote["subjects"][number] {
  return { type: "element", id: `id-${uid}`, uid, name, kind: "workload" };
}

export function dealt(card: string, place: number, part: Partial<DealtCard> = {}): DealtCard {
  return { card, place, state: "waiting", reader: null, votes: [], threats: [], ...part };
}

export function session(part: Partial<PrivacySession> = {}): PrivacySession {
  return {
    ...{ id: "s", state: "running", position: 0, version: 0, turn: ADA, started_by: ADA },
    ...{ started_at: "2026-03-04T10:00:00Z", finished_at: null, participants: [ADA, BEN] },
    cards: [dealt("L1", 0), dealt("I1", 1)],
    ...part,
  };
}

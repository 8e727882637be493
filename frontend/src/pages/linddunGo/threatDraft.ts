/** A threat that a card led to while it is written: what the form begins with, and the body that is sent. No React. */
import type { CardMatches, CardThreats, PrivacySession, Severity } from "@/api/types";
import { type ThreatPlace, WHOLE_MODEL } from "@/entities/threats/manualThreatDraft";
import { ANSWERS, nameOf, type PlayedCard } from "./session";

export interface CardThreatDraft {
  title: string;
  description: string;
  severity: Severity;
  places: readonly ThreatPlace[];
}

/** What a threat is recorded from. */
export interface ThreatSource {
  session: PrivacySession;
  card: PlayedCard;
  matches: CardMatches | undefined;
  /** Uids of the elements that it begins with. */
  chosen: readonly string[];
}

/** As many as one record takes. */
export const PLACES_MOST = 20;

type Subject = CardMatches["matching"][number];

/** Begin with the title of the card, what people said, and the chosen elements; without any with the whole model. */
export function draftFor(
  card: PlayedCard,
  subjects: readonly Subject[],
  chosen: readonly string[],
): CardThreatDraft {
  const known = new Map(subjects.map((one) => [one.uid, placeOf(one)]));
  const places = chosen.flatMap((uid) => known.get(uid) ?? []).slice(0, PLACES_MOST);
  return {
    title: card.content.title,
    description: descriptionOf(card),
    severity: "medium",
    places: places.length > 0 ? places : [WHOLE_MODEL],
  };
}

export function placeOf({ type, uid, name, kind }: Subject): ThreatPlace {
  return { on: type, uid, name, kind };
}

/** What a card is about, may be about, and what people named in their votes. */
export function knownSubjects(card: PlayedCard, matches: CardMatches | undefined): Subject[] {
  const named = card.votes.flatMap(({ subjects }) => subjects);
  return [...named, ...(matches?.matching ?? []), ...(matches?.possible ?? [])].filter(
    ({ id }) => id !== null,
  );
}

export function bodyOf({ title, description, severity, places }: CardThreatDraft): CardThreats {
  return {
    ...{ title: title.trim(), description: description.trim(), severity },
    subjects: places.map(({ on, uid }) => ({ on, uid })),
  };
}

export function isComplete({ title, places }: CardThreatDraft): boolean {
  return title.trim() !== "" && places.length > 0 && places.length <= PLACES_MOST;
}

/** Notes of those who voted, under the card that they were about. */
function descriptionOf({ card, content, votes }: PlayedCard): string {
  const notes = votes
    .filter(({ note }) => note !== "")
    .map(({ person, answer, note }) => {
      const label = ANSWERS.find(({ value }) => value === answer)?.label ?? answer;
      return `${nameOf(person)} (${label.toLowerCase()}): ${note}`;
    });
  return [`LINDDUN GO, card ${card}: ${content.questions.join(" ")}`, ...notes].join("\n");
}

import { describe, expect, it } from "vitest";
import { WHOLE_MODEL } from "@/entities/threats/manualThreatDraft";
import { playedCards } from "./session";
import { ADA, BEN, DECK, dealt, session, subject, vote } from "./session.fixture";
import { bodyOf, draftFor, isComplete, knownSubjects, PLACES_MOST } from "./threatDraft";

function played(votes = [vote(ADA)]) {
  const [card] = playedCards(session({ cards: [dealt("L1", 0, { votes })] }), DECK);
  if (!card) throw new Error("the deck has L1");
  return card;
}

const MATCHES = {
  uids: ["db"],
  matching: [subject("db")],
  possible_count: 1,
  possible: [subject("web")],
};

describe("the draft of a threat from a card", () => {
  it("begins with the title of the card, its questions and what people noted", () => {
    const card = played([vote(ADA, { note: "In the log" }), vote(BEN)]);

    const draft = draftFor(card, knownSubjects(card, MATCHES), ["db"]);

    expect(draft.title).toBe("Requests share an identifier");
    expect(draft.description).toBe(
      "LINDDUN GO, card L1: Do they? Is it needed?\nAda (applies): In the log",
    );
    expect(draft.places).toEqual([{ on: "element", uid: "db", name: "db", kind: "workload" }]);
  });

  it("is about the whole model where no element is chosen", () => {
    expect(draftFor(played(), [], []).places).toEqual([WHOLE_MODEL]);
    expect(draftFor(played(), [], ["deleted"]).places).toEqual([WHOLE_MODEL]);
  });

  it("takes no more elements than one record may have", () => {
    const many = Array.from({ length: PLACES_MOST + 5 }, (_, n) => subject(`e${n}`));

    const draft = draftFor(
      played(),
      many,
      many.map(({ uid }) => uid),
    );

    expect(draft.places).toHaveLength(PLACES_MOST);
    expect(isComplete(draft)).toBe(true);
  });

  it("knows what people named, what matches and what may match, but nothing that was deleted", () => {
    const gone = { ...subject("gone"), id: null };
    const card = played([vote(ADA, { subjects: [subject("named"), gone] })]);

    expect(knownSubjects(card, MATCHES).map(({ uid }) => uid)).toEqual(["named", "db", "web"]);
  });

  it("needs a title and an element", () => {
    const draft = draftFor(played(), [], []);

    expect(isComplete({ ...draft, title: " " })).toBe(false);
    expect(isComplete({ ...draft, places: [] })).toBe(false);
    expect(bodyOf({ ...draft, title: " T " })).toMatchObject({
      title: "T",
      subjects: [{ on: "model", uid: "" }],
    });
  });
});

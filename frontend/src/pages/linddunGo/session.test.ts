import { describe, expect, it } from "vitest";
import {
  byCategory,
  inTurnText,
  namedSubjects,
  nameOf,
  playedCards,
  progressText,
  recordedThreats,
  shownCard,
  tallyText,
} from "./session";
import { ADA, BEN, DECK, dealt, session, subject, vote } from "./session.fixture";

const THREAT = { title: "T", severity: "high", status: "open", subject: "db" } as const;

describe("a session", () => {
  it("leaves out cards that the library no longer has", () => {
    const cards = playedCards(session({ cards: [dealt("X9", 0), dealt("I1", 1)] }), DECK);

    expect(cards.map(({ card }) => card)).toEqual(["I1"]);
  });

  it("shows the card of the address, else the one in turn, else none", () => {
    const running = session({ position: 1 });
    const cards = playedCards(running, DECK);

    expect(shownCard(running, cards, "L1")?.card).toBe("L1");
    expect(shownCard(running, cards, "X9")?.card).toBe("I1");
    expect(shownCard(session({ position: 2 }), cards, undefined)).toBeNull();
  });

  it("says where it is", () => {
    const finished = session({
      state: "finished",
      cards: [dealt("L1", 0, { state: "discussed" })],
    });

    expect(progressText(session({ position: 1 }))).toBe("Card 2 of 2");
    expect(progressText(session({ position: 2 }))).toBe("All 2 cards played");
    expect(progressText(finished)).toBe("1 of 1 cards discussed");
  });

  it("announces the card in turn and its reader", () => {
    const cards = playedCards(session(), DECK);

    expect(inTurnText(session(), cards)).toBe("Card L1: Requests share an identifier. Ada reads.");
    expect(inTurnText(session({ position: 2, turn: null }), cards)).toBe("All cards were played.");
  });

  it("groups cards by category in their order", () => {
    const groups = byCategory(playedCards(session(), DECK));

    expect(groups.map(([category, cards]) => [category, cards.length])).toEqual([
      ["linking", 1],
      ["identifying", 1],
    ]);
  });

  it("lists recorded threats by number with their card", () => {
    const cards = [
      dealt("L1", 0, { threats: [{ number: 9, ...THREAT }] }),
      dealt("I1", 1, { threats: [{ number: 4, ...THREAT }] }),
    ];

    expect(recordedThreats(cards).map(({ number, card }) => [number, card])).toEqual([
      [4, "I1"],
      [9, "L1"],
    ]);
  });
});

describe("votes", () => {
  it("are counted by answer, the ones that apply first", () => {
    const votes = [vote(ADA, { answer: "unsure" }), vote(BEN), vote(null)];

    expect(tallyText(votes)).toBe("Applies: 2, Unsure: 1");
    expect(tallyText([])).toBe("");
  });

  it("name each element once", () => {
    const votes = [
      vote(ADA, { subjects: [subject("db")] }),
      vote(BEN, { subjects: [subject("db")] }),
    ];

    expect(namedSubjects(votes).map(({ uid }) => uid)).toEqual(["db"]);
  });

  it("go by the name of the person, their address, or a deleted account", () => {
    expect([ADA, BEN, null].map(nameOf)).toEqual(["Ada", "ben@example.com", "A deleted account"]);
  });
});

import { describe, expect, it } from "vitest";
import { playedCards } from "./session";
import { ADA, BEN, DECK, dealt, session, subject, vote } from "./session.fixture";
import { fileName, sessionMarkdown } from "./sessionMarkdown";

const VOTES = [
  vote(ADA, { note: "In the\nlog", subjects: [subject("db")] }),
  vote(BEN, { answer: "unsure" }),
];
const THREATS = [
  { number: 4, title: "Ids in <logs>", severity: "high", status: "open", subject: "db" },
  { number: 5, title: "Gone", severity: null, status: null, subject: "" },
] as const;

function written(): string {
  const played = session({
    state: "finished",
    cards: [dealt("L1", 0, { votes: VOTES, threats: [...THREATS] }), dealt("I1", 1)],
  });
  return sessionMarkdown("My *shop*", played, playedCards(played, DECK));
}

describe("a session as Markdown", () => {
  it("has the votes and threats of each card, and the rest in one line", () => {
    expect(written()).toBe(
      [
        "# LINDDUN GO session of My \\*shop\\*",
        "2026-03-04, with Ada, ben@example.com",
        "## L1 Requests share an identifier",
        "Applies: 1, Unsure: 1",
        "- Ada: applies (db). In the log\n- ben@example.com: unsure",
        "Threats:\n- T4 Ids in \\<logs\\> (High, db)\n- T5 Gone (deleted)",
        "Without votes: I1",
        "",
      ].join("\n\n"),
    );
  });

  it("is named after the model and the day", () => {
    expect(fileName("Web shop: EU", session())).toBe("linddun-go-web-shop-eu-2026-03-04.md");
    expect(fileName("***", session())).toBe("linddun-go-model-2026-03-04.md");
  });
});

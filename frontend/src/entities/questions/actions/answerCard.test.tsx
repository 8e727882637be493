import { afterEach, expect, it, vi } from "vitest";
import { answerCard } from "./answerCard";
import { assignQuestions } from "./assignQuestions";
import { deferQuestions } from "./deferQuestions";

const card = { id: "supply-chain", count: 969 };
const vars = { card, scope: { search: "shop" }, values: { "scanned@image": true } };
const part = { id: "scanned@image", count: 969, entries: [] };

function sentTo(answer: unknown): unknown[] {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(new URL(request.url).pathname, await request.json());
    return Response.json(answer);
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

it("answers every question of the card in one request", async () => {
  const sent = sentTo({ job: {}, seq: 7, answered: 969 });

  const result = await answerCard.run("m1", vars);

  expect(sent).toEqual([
    "/api/models/m1/questions/cards/answer/",
    { card: "supply-chain", search: "shop", every: false, values: { "scanned@image": true } },
  ]);
  expect(answerCard.label(vars, result)).toBe("969 answers saved");
});

it("takes the card off its page at once and leaves narrower lists alone", () => {
  const page = { count: 3, results: [{ ...card, parts: [part] }] };
  const narrower = { count: 1, results: [{ ...card, count: 2, parts: [part] }] };

  expect(answerCard.patch?.(page, vars)).toEqual({ count: 2, results: [] });
  expect(answerCard.patch?.(narrower, vars)).toBe(narrower);
});

it("puts questions off, and the way back opens them again", async () => {
  const sent = sentTo({ changed: 2 });
  const off = { chosen: { card: "secrets" }, deferred: true };

  const result = await deferQuestions.run("m1", off);
  await deferQuestions.undo?.(off, result)?.run("m1");

  expect(deferQuestions.label(off, result)).toBe("2 questions put off");
  expect(sent).toEqual([
    "/api/models/m1/questions/defer/",
    { card: "secrets", search: "", every: false, deferred: true },
    "/api/models/m1/questions/defer/",
    { card: "secrets", search: "", every: false, deferred: false },
  ]);
});

it("asks a member, and the way back asks nobody", async () => {
  const sent = sentTo({ changed: 1 });
  const asked = { chosen: { questions: ["q1"] }, to: { id: "u1", name: "Ana" } };

  const result = await assignQuestions.run("m1", asked);
  await assignQuestions.undo?.(asked, result)?.run("m1");

  expect(assignQuestions.label(asked, result)).toBe("Asked Ana: 1 question");
  expect(sent[1]).toEqual({ card: "", search: "", every: false, questions: ["q1"], user: "u1" });
  expect(sent[3]).toEqual({ card: "", search: "", every: false, questions: ["q1"], user: null });
});

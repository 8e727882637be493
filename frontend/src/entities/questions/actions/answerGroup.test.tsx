import { expect, it, vi } from "vitest";
import { answerGroup } from "./answerGroup";

const group = { fact: "scanned", kind: "image", count: 969 } as const;
const vars = { group, search: "shop", value: true };

it("answers every question of the group in one request", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(new URL(request.url).pathname, await request.json());
    return Response.json({ job: {}, seq: 7, answered: 969 }, { status: 202 });
  });

  const result = await answerGroup.run("m1", vars);
  vi.unstubAllGlobals();

  expect(sent).toEqual([
    "/api/models/m1/questions/groups/answer/",
    { fact: "scanned", kind: "image", search: "shop", value: true },
  ]);
  expect(answerGroup.label(vars, result)).toBe("969 answers saved");
});

it("takes the group off its page at once and leaves other pages alone", () => {
  const other = { ...group, kind: "workload", questions: [] };
  const page = { count: 2, results: [{ ...group, questions: [] }, other] };
  const elements = { count: 1, results: [{ ...group, name: "no group" }] };

  expect(answerGroup.patch?.(page, vars)).toEqual({ count: 1, results: [other] });
  expect(answerGroup.patch?.(elements, vars)).toBe(elements);
});

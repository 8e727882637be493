import { describe, expect, it, vi } from "vitest";
import type { Answered } from "@/api/types";
import { answerQuestion } from "./answerQuestion";
import { answerQuestions } from "./answerQuestions";

describe("answerQuestion", () => {
  it("sends the value to the question", async () => {
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push(new URL(request.url).pathname, await request.json());
      return Response.json({ job: {}, seq: 7 }, { status: 202 });
    });

    await answerQuestion.run("m1", { id: "q1", value: false });
    vi.unstubAllGlobals();

    expect(sent).toEqual(["/api/models/m1/questions/q1/answer/", { value: false }]);
  });

  it.each([
    ["one answer", answerQuestion, { id: "q1", value: false }],
    ["many answers", answerQuestions, { answers: [{ question: "q1", value: false }] }],
  ] as const)("takes the change of %s back", async (_, step, vars) => {
    const sent: string[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname}`);
      return Response.json({ seq: 8, changed: true, job: null });
    });

    const answered = { seq: 7 } as Answered;
    await step.undo?.(vars as never, answered)?.run("m1");
    vi.unstubAllGlobals();

    expect(sent).toEqual(["POST /api/models/m1/changes/7/undo/"]);
  });

  it("takes the question off its page at once and leaves other pages alone", () => {
    const questions = {
      count: 2,
      results: [
        { id: "q1", fact: "a" },
        { id: "q2", fact: "b" },
      ],
    };
    const elements = { count: 1, results: [{ id: "q1", name: "not a question" }] };

    expect(answerQuestion.patch?.(questions, { id: "q1", value: 1 })).toEqual({
      count: 1,
      results: [{ id: "q2", fact: "b" }],
    });
    expect(answerQuestion.patch?.(elements, { id: "q1", value: 1 })).toBe(elements);
  });
});

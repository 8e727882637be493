import { describe, expect, it, vi } from "vitest";
import { answerQuestion } from "./answerQuestion";

describe("answerQuestion", () => {
  it("sends the value to the question", async () => {
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push(new URL(request.url).pathname, await request.json());
      return Response.json({ job: {} }, { status: 202 });
    });

    await answerQuestion.run("m1", { id: "q1", value: false });
    vi.unstubAllGlobals();

    expect(sent).toEqual(["/api/models/m1/questions/q1/answer/", { value: false }]);
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

import { afterEach, describe, expect, it, vi } from "vitest";
import { answerPossibleThreats } from "./answerPossibleThreats";

const ANSWERED = { answered: 1, left_count: 0, left: [], seq: 7, job: null };

afterEach(() => vi.unstubAllGlobals());

describe("answerPossible", () => {
  it("sends the action for the threats that are named", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      bodies.push(await request.json());
      return Response.json(ANSWERED);
    });

    await answerPossibleThreats.run("m1", { action: "applies", numbers: [31] });

    expect(bodies).toEqual([{ action: "applies", numbers: [31], filter: null, values: [] }]);
  });

  it("says how many were answered, and how many need a value", () => {
    const label = (answered: number, left_count: number, numbers?: number[]) =>
      answerPossibleThreats.label(
        { action: "does-not-apply", ...(numbers && { numbers }) },
        { ...ANSWERED, answered, left_count },
      );

    expect(label(1, 0, [31])).toBe("T31 does not apply");
    expect(label(12, 3)).toBe("12 threats do not apply; 3 need a value");
  });

  it("takes the rows off the list at once, and leaves found threats alone", () => {
    const page = {
      count: 3,
      results: [
        { number: 31, certainty: "possible" },
        { number: 32, certainty: "possible" },
        { number: 31, certainty: "found" },
      ],
    };

    expect(answerPossibleThreats.patch?.(page, { action: "applies", numbers: [31] })).toEqual({
      count: 2,
      results: [page.results[1], page.results[2]],
    });
    expect(answerPossibleThreats.patch?.(page, { action: "unknown", numbers: [31] })).toBe(page);
  });

  it("is taken back as one change, where a fact was stated", () => {
    const vars = { action: "applies", numbers: [31] } as const;

    expect(answerPossibleThreats.undo?.(vars, ANSWERED)).not.toBeNull();
    expect(answerPossibleThreats.undo?.(vars, { ...ANSWERED, seq: null })).toBeNull();
  });
});

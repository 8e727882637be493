import { afterEach, describe, expect, it, vi } from "vitest";
import type { BulkOutcome, Job } from "@/api/types";
import { changeThreats, outcomeText } from "./changeThreats";

afterEach(() => vi.unstubAllGlobals());

const outcome = (
  changed: number,
  left: { number: number; reason: string }[],
  count = left.length,
) => outcomeText({ changed, left, left_count: count, group: null, job: null });

describe("outcomeText", () => {
  it("counts what was changed", () => {
    expect(outcome(1, [])).toBe("1 threat");
    expect(outcome(1200, [])).toBe("1,200 threats");
  });

  it("names what was left, and why", () => {
    const reason = "Ada changed it in the meantime.";
    expect(outcome(2, [{ number: 3, reason }])).toBe(`2 threats; left as they are: T3. ${reason}`);
  });

  it("names a few of many", () => {
    const left = [1, 2, 3, 4].map((number) => ({ number, reason: "Changed since." }));
    expect(outcome(0, left, 90)).toBe(
      "0 threats; left as they are: T1, T2, T3 and 87 more. Changed since.",
    );
  });
});

describe("undo of a change in the background", () => {
  const job = { id: "j1" } as Job;
  const waiting: BulkOutcome = { changed: 0, left: [], left_count: 0, group: null, job };
  const undo = () => changeThreats.undo?.({} as never, waiting);

  /** What the server says of the job, once it is too late to cancel it; null: it is canceled. */
  function answers(state: Job["state"] | null): string[] {
    const sent: string[] = [];
    vi.stubGlobal("fetch", async ({ method, url }: Request) => {
      sent.push(`${method} ${new URL(url).pathname}`);
      if (state && url.endsWith("/cancel/"))
        return Response.json({ detail: "Too late: it is being stored." }, { status: 409 });
      return Response.json({ ...waiting, changed: 3, state });
    });
    return sent;
  }

  it("cancels what has not begun", async () => {
    const sent = answers(null);

    const result = await undo()?.run("m1");

    expect(sent).toEqual(["POST /api/models/m1/jobs/j1/cancel/"]);
    expect(undo()?.label?.(result)).toBe("Canceled. Nothing was changed.");
  });

  it("takes back what is done", async () => {
    const sent = answers("succeeded");

    const result = await undo()?.run("m1");

    expect(sent.at(-1)).toBe("POST /api/models/m1/threats/changes/j1/undo/");
    expect(undo()?.label?.(result)).toBe("Undone: 3 threats");
  });

  it("says that it is too late while it is being stored", async () => {
    answers("running");

    await expect(undo()?.run("m1")).rejects.toThrow("Too late");
  });
});

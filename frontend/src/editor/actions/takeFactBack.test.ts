import { afterEach, describe, expect, it, vi } from "vitest";
import type { Changed } from "../../api/types";
import { takeFactBack } from "./takeFactBack";

const CHANGED: Changed = { seq: 7, changed: true, job: null };
const sent: string[] = [];

describe("takeFactBack", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    sent.length = 0;
  });

  it.each(["element", "flow"] as const)("deletes the fact of the %s", async (on) => {
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname}`);
      return Response.json(CHANGED);
    });

    const changed = await takeFactBack.run("m1", { on, id: "x1", fact: "privileged", label: "P" });
    await takeFactBack.undo?.({ on, id: "x1", fact: "privileged", label: "P" }, changed)?.run("m1");

    expect(sent).toEqual([
      `DELETE /api/models/m1/${on}s/x1/facts/privileged/`,
      "POST /api/models/m1/changes/7/undo/",
    ]);
  });

  it("says what holds afterwards", () => {
    const vars = { on: "flow", id: "x1", fact: "encrypted", label: "Encrypted" } as const;

    expect(takeFactBack.label(vars, CHANGED)).toBe("Encrypted is unknown again");
    expect(takeFactBack.label({ ...vars, file: "no" }, CHANGED)).toBe("Encrypted is no again");
  });
});

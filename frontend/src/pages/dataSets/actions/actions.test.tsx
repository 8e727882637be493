import { afterEach, describe, expect, it, vi } from "vitest";
import type { UndoableMutation } from "@/api/mutation";
import { placeDataSets } from "@/entities/dataSets/actions/placeDataSets";
import { saveDataSet } from "@/entities/dataSets/actions/saveDataSet";
import { decideSuggestions } from "./decideSuggestions";
import { deleteDataSet } from "./deleteDataSet";

const UNDO = { method: "POST", path: "/api/models/m1/changes/5/undo/", body: null };
const ORDERS = { on: "element", uid: "compose:db", template: "orders" } as const;

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

/** Do a step and take it back; returns what was sent. */
async function thereAndBack<Vars, Result>(
  step: UndoableMutation<Vars, Result>,
  vars: Vars,
  changed = true,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: text === "" ? null : JSON.parse(text) });
    return Response.json({ seq: 5, changed, job: null });
  });
  const result = await step.run("m1", vars);
  await step.undo?.(vars, result)?.run("m1");
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe("what is done to data sets", () => {
  it("confirms and declines as one change, which can be taken back", async () => {
    const logs = { ...ORDERS, template: "logs" };
    const vars = { name: "Orders", confirm: [{ ...ORDERS, why: "…" }], decline: [logs] };
    const sent = await thereAndBack(decideSuggestions, vars);

    const path = "/api/models/m1/data-suggestions/";
    expect(sent).toEqual([
      { method: "POST", path, body: { confirm: [ORDERS], decline: [logs] } },
      UNDO,
    ]);
  });

  it("has no way back from what was so already", async () => {
    const vars = { name: "Orders", confirm: [ORDERS], decline: [] };

    expect(await thereAndBack(decideSuggestions, vars, false)).toHaveLength(1);
  });

  it("says how much was decided", () => {
    const label = (confirm: number, decline: number) =>
      decideSuggestions.label(
        {
          name: "Orders",
          confirm: Array(confirm).fill(ORDERS),
          decline: Array(decline).fill(ORDERS),
        },
        {} as never,
      );

    expect(label(1, 0)).toBe("Orders: 1 place confirmed");
    expect(label(0, 3)).toBe("Orders: 3 places declined");
    expect(label(2, 3)).toBe("Orders: 2 confirmed, 3 declined");
  });

  it("adds a data set where it is, and changes one", async () => {
    const on = [{ on: "element" as const, uid: "compose:db" }];
    const made = await thereAndBack(saveDataSet, { id: null, name: "Orders", changes: {}, on });
    const changed = await thereAndBack(saveDataSet, {
      id: "d1",
      name: "Orders",
      changes: { retention_days: null },
    });

    expect(made).toEqual([
      { method: "POST", path: "/api/models/m1/data-sets/", body: { name: "Orders", on } },
      UNDO,
    ]);
    expect(changed[0]).toEqual({
      method: "PATCH",
      path: "/api/models/m1/data-sets/d1/",
      body: { name: "Orders", retention_days: null },
    });
  });

  it("puts one on an element, and takes it off", async () => {
    const placing = { on: "element" as const, uid: "compose:db", data_set: "data:orders" };
    const names = { name: "Orders", place: "db" };
    const put = { ...names, add: [placing], remove: [] };
    const off = { ...names, add: [], remove: [placing] };

    expect((await thereAndBack(placeDataSets, put))[0]?.body).toEqual({
      add: [placing],
      remove: [],
    });
    expect(placeDataSets.label(put, {} as never)).toBe("Orders is on db");
    expect(placeDataSets.label(off, {} as never)).toBe("Orders is no longer on db");
  });

  it("deletes one, and brings it back", async () => {
    const sent = await thereAndBack(deleteDataSet, { id: "d1", name: "Orders" });

    expect(sent).toEqual([
      { method: "DELETE", path: "/api/models/m1/data-sets/d1/", body: null },
      UNDO,
    ]);
  });
});

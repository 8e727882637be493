import { afterEach, describe, expect, it, vi } from "vitest";
import type { UndoableMutation } from "@/api/mutation";
import type { Mitigation, Person } from "@/api/types";
import { changeMitigation, changeOf } from "./changeMitigation";
import { deleteMitigation } from "./deleteMitigation";
import { attachMitigation, detachMitigation } from "./linkThreat";
import { changeDifferences, type MitigationChange } from "./mitigationChanges";
import { proposeMitigation } from "./proposeMitigation";

const ADA = { id: "u1", name: "Ada", email: "ada@example.com" } as Person;
const ROW = {
  number: 3,
  version: 5,
  status: "proposed",
  verification_note: "",
  owner: null,
  due: null,
  title: "Old",
  description: "",
  effort: "",
  cost: null,
  reduction: "",
  tags: ["build"],
} as unknown as Mitigation;
const PAGE = { count: 1, results: [ROW] };

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

/** Answer every request with the next version of the mitigation and keep what was sent. */
function server(): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: text === "" ? null : JSON.parse(text) });
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return Response.json({ ...ROW, version: 6 });
  });
  return sent;
}

/** Do a step and take it back; returns what was sent each time. */
async function thereAndBack<Vars, Result>(
  step: UndoableMutation<Vars, Result>,
  vars: Vars,
): Promise<Sent[]> {
  const sent = server();
  const result = await step.run("m1", vars);
  await step.undo?.(vars, result)?.run("m1");
  return sent;
}

/** Change the mitigation and take it back; returns the bodies that were sent. */
async function bodiesOf(change: MitigationChange, row: Mitigation = ROW): Promise<unknown[]> {
  const sent = await thereAndBack(changeMitigation, changeOf(row, change));
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "PATCH /api/models/m1/mitigations/3/",
    "PATCH /api/models/m1/mitigations/3/",
  ]);
  return sent.map((one) => one.body);
}

afterEach(() => vi.unstubAllGlobals());

describe("changes of a mitigation", () => {
  it("set the status, and set it back, each on the version that was seen", async () => {
    const change = { status: "planned", verification_note: "" } as const;

    expect(await bodiesOf(change)).toEqual([
      { status: "planned", version: 5 },
      { status: "proposed", version: 6 },
    ]);
    const vars = changeOf(ROW, change);
    expect(changeMitigation.label(vars, ROW)).toBe("M3: planned");
    expect(changeMitigation.patch?.(PAGE, vars)).toMatchObject({
      results: [{ status: "planned", version: 6 }],
    });
  });

  it("verify it with what was checked, and take both back", async () => {
    const done = { ...ROW, status: "implemented" } as Mitigation;

    expect(await bodiesOf({ status: "verified", verification_note: "Looked." }, done)).toEqual([
      { status: "verified", verification_note: "Looked.", version: 5 },
      { status: "implemented", version: 6 },
    ]);
  });

  it("give it to somebody by id, and to nobody again", async () => {
    expect(await bodiesOf({ owner: ADA })).toEqual([
      { owner: "u1", version: 5 },
      { owner: null, version: 6 },
    ]);
    const vars = changeOf(ROW, { owner: ADA });
    expect(changeMitigation.patch?.(PAGE, vars)).toMatchObject({ results: [{ owner: ADA }] });
    expect(changeMitigation.label(vars, ROW)).toBe("M3 belongs to Ada");
  });

  it("set the due date, and take it away again", async () => {
    expect(await bodiesOf({ due: "2026-12-01" })).toEqual([
      { due: "2026-12-01", version: 5 },
      { due: null, version: 6 },
    ]);
  });

  it("change the text, and change it back", async () => {
    expect(await bodiesOf({ title: "New", description: "More" })).toEqual([
      { title: "New", description: "More", version: 5 },
      { title: "Old", description: "", version: 6 },
    ]);
  });

  it("state effort, cost and tags, and take them back", async () => {
    expect(await bodiesOf({ effort: "M", cost: 1200, tags: [] })).toEqual([
      { effort: "M", cost: 1200, tags: [], version: 5 },
      { effort: "", cost: null, tags: ["build"], version: 6 },
    ]);
  });

  it("show both versions of what another person changed as well, in words", () => {
    const current = { ...ROW, effort: "S", owner: ADA, reduction: "fully" } as Mitigation;
    const change: MitigationChange = { effort: "XL", owner: null, reduction: "fully" };

    expect(changeDifferences(change, current)).toEqual([
      { field: "Owner", mine: "", theirs: "Ada" },
      { field: "Effort", mine: "XL", theirs: "S" },
    ]);
  });
});

describe("mitigation actions", () => {
  it("propose one from a control, and delete it when taken back", async () => {
    const vars = { threats: [7], control: "drop-capabilities", title: "Drop", description: "" };
    const sent = await thereAndBack(proposeMitigation, vars);

    expect(sent[0]).toMatchObject({ method: "POST", body: { ...vars, status: "proposed" } });
    expect(sent[1]).toMatchObject({ method: "DELETE", path: "/api/models/m1/mitigations/3/" });
    expect(proposeMitigation.label(vars, ROW)).toBe("M3 proposed for T7");
  });

  it("attach one to a threat, and detach it again", async () => {
    const vars = { number: 3, version: 5, threat: 7, treats: [1] };
    const sent = await thereAndBack(attachMitigation, vars);

    expect(sent.map((one) => one.body)).toEqual([
      { threats: [1, 7], version: 5 },
      { threats: [1], version: 6 },
    ]);
  });

  it("detach one from a threat, and attach it again", async () => {
    const vars = { number: 3, version: 5, threat: 7, treats: [1, 7] };
    const sent = await thereAndBack(detachMitigation, vars);

    expect(sent.map((one) => one.body)).toEqual([
      { threats: [1], version: 5 },
      { threats: [1, 7], version: 6 },
    ]);
  });

  it("delete one without a way back", async () => {
    const sent = await thereAndBack(deleteMitigation, { number: 3 });

    expect(sent).toHaveLength(1);
    expect(deleteMitigation.undo).toBeUndefined();
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import type { UndoableMutation } from "@/api/mutation";
import type { Person } from "@/api/types";
import { deleteMitigation } from "./deleteMitigation";
import { editMitigation } from "./editMitigation";
import { attachMitigation, detachMitigation } from "./linkThreat";
import { proposeMitigation } from "./proposeMitigation";
import { setMitigationDue } from "./setMitigationDue";
import { setMitigationOwner } from "./setMitigationOwner";
import { setMitigationStatus } from "./setMitigationStatus";

const ADA = { id: "u1", name: "Ada", email: "ada@example.com" } as Person;
const ROW = {
  number: 3,
  status: "proposed",
  owner: null,
  due: null,
  title: "Old",
  description: "",
};
const PAGE = { count: 1, results: [ROW] };

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

/** Answer every request with the body and keep what was sent. */
function server(body: unknown = ROW): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: text === "" ? null : JSON.parse(text) });
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return Response.json(body);
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

afterEach(() => vi.unstubAllGlobals());

describe("mitigation actions", () => {
  it("set the status, and set it back", async () => {
    const before = { status: "proposed", note: "" } as const;
    const vars = { number: 3, status: "planned", note: "", before } as const;
    const sent = await thereAndBack(setMitigationStatus, vars);

    expect(sent.map((one) => [one.method, one.path, one.body])).toEqual([
      ["PATCH", "/api/models/m1/mitigations/3/", { status: "planned" }],
      ["PATCH", "/api/models/m1/mitigations/3/", { status: "proposed" }],
    ]);
    expect(setMitigationStatus.patch?.(PAGE, vars)).toMatchObject({
      results: [{ status: "planned" }],
    });
  });

  it("verify it with what was checked, and take both back", async () => {
    const before = { status: "implemented", note: "" } as const;
    const vars = { number: 3, status: "verified", note: "Looked.", before } as const;
    const sent = await thereAndBack(setMitigationStatus, vars);

    expect(sent.map((one) => one.body)).toEqual([
      { status: "verified", verification_note: "Looked." },
      { status: "implemented" },
    ]);
  });

  it("give it to somebody by id, and to nobody again", async () => {
    const vars = { number: 3, owner: ADA, before: null };
    const sent = await thereAndBack(setMitigationOwner, vars);

    expect(sent.map((one) => one.body)).toEqual([{ owner: "u1" }, { owner: null }]);
    expect(setMitigationOwner.patch?.(PAGE, vars)).toMatchObject({ results: [{ owner: ADA }] });
    expect(setMitigationOwner.label(vars, ROW as never)).toBe("M3 belongs to Ada");
  });

  it("set the due date, and take it away again", async () => {
    const sent = await thereAndBack(setMitigationDue, {
      number: 3,
      due: "2026-12-01",
      before: null,
    });

    expect(sent.map((one) => one.body)).toEqual([{ due: "2026-12-01" }, { due: null }]);
  });

  it("change the text, and change it back", async () => {
    const before = { title: "Old", description: "" };
    const text = { title: "New", description: "More" };
    const sent = await thereAndBack(editMitigation, { number: 3, text, before });

    expect(sent.map((one) => one.body)).toEqual([text, before]);
  });

  it("propose one from a control, and delete it when taken back", async () => {
    const vars = { threats: [7], control: "drop-capabilities", title: "Drop", description: "" };
    const sent = await thereAndBack(proposeMitigation, vars);

    expect(sent[0]).toMatchObject({ method: "POST", body: { ...vars, status: "proposed" } });
    expect(sent[1]).toMatchObject({ method: "DELETE", path: "/api/models/m1/mitigations/3/" });
    expect(proposeMitigation.label(vars, ROW as never)).toBe("M3 proposed for T7");
  });

  it("attach one to a threat, and detach it again", async () => {
    const sent = await thereAndBack(attachMitigation, { number: 3, threat: 7, treats: [1] });

    expect(sent.map((one) => one.body)).toEqual([{ threats: [1, 7] }, { threats: [1] }]);
  });

  it("detach one from a threat, and attach it again", async () => {
    const sent = await thereAndBack(detachMitigation, { number: 3, threat: 7, treats: [1, 7] });

    expect(sent.map((one) => one.body)).toEqual([{ threats: [1] }, { threats: [1, 7] }]);
  });

  it("delete one without a way back", async () => {
    const sent = await thereAndBack(deleteMitigation, { number: 3 });

    expect(sent).toHaveLength(1);
    expect(deleteMitigation.undo).toBeUndefined();
  });
});

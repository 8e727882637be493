import { afterEach, describe, expect, it, vi } from "vitest";
import { recordRestore, restoreState } from "@/entities/history/actions/restoreState";
import { approveVersion } from "./approveVersion";
import { deleteVersion } from "./deleteVersion";
import { saveVersion } from "./saveVersion";

const V1 = { id: "v1", name: "Release 1" };

/** Answer every request so, and return what was asked. */
function answering(body: unknown, status = 200): { method: string; path: string; body: unknown }[] {
  const sent: { method: string; path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: text === "" ? null : JSON.parse(text) });
    return status === 204 ? new Response(null, { status }) : Response.json(body, { status });
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe("what is done to versions", () => {
  it("saves the newest state, and takes it back by deleting the name", async () => {
    const sent = answering(V1, 201);
    const vars = { id: null, name: "Release 1", note: "", seq: null };
    const version = await saveVersion.run("m1", vars);
    answering(null, 204);
    await saveVersion.undo?.(vars, version)?.run("m1");

    expect(sent).toEqual([
      {
        method: "POST",
        path: "/api/models/m1/versions/",
        body: { name: "Release 1", note: "", seq: null },
      },
    ]);
  });

  it("changes the name of a version that is there, which is not taken back", async () => {
    const sent = answering(V1);
    const vars = { id: "v1", name: "1.0", note: "As shipped", seq: null };
    const version = await saveVersion.run("m1", vars);

    expect(sent[0]).toMatchObject({ method: "PATCH", body: { name: "1.0", note: "As shipped" } });
    expect(saveVersion.undo?.(vars, version)).toBeNull();
    expect(saveVersion.label(vars, version)).toBe("1.0 changed");
  });

  it("deletes a name", async () => {
    const sent = answering(null, 204);
    await deleteVersion.run("m1", V1);

    expect(sent[0]).toMatchObject({ method: "DELETE", path: "/api/models/m1/versions/v1/" });
  });

  it("approves and withdraws", async () => {
    const sent = answering(V1);
    await approveVersion.run("m1", { ...V1, approved: true });
    await approveVersion.run("m1", { ...V1, approved: false });

    expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
    expect(sent[0]?.path).toBe("/api/models/m1/versions/v1/approval/");
  });
});

describe("the way back to a state", () => {
  const vars = { to: "version:v1", name: "Release 1" };

  it("is one change that is taken back by its number", async () => {
    const sent = answering({ seq: 9, changed: true, batch: "b", job: null });
    const restored = await restoreState.run("m1", vars);
    await restoreState.undo?.(vars, restored)?.run("m1");

    expect(sent.map(({ path }) => path)).toEqual([
      "/api/models/m1/restore/",
      "/api/models/m1/changes/9/undo/",
    ]);
    expect(sent[0]?.body).toEqual({ to: "version:v1" });
  });

  it("is the newest step that the canvas takes back", () => {
    const recordBatch = vi.fn();

    recordRestore({ recordBatch }, vars, { changed: true, batch: "b" });
    recordRestore({ recordBatch }, vars, { changed: false, batch: "c" });

    expect(recordBatch.mock.calls).toEqual([["b", "Restore Release 1"]]);
  });

  it("says when nothing differed, and offers no way back", () => {
    const restored = { seq: 9, changed: false, batch: "b", job: null };

    expect(restoreState.label(vars, restored)).toBe("The architecture is as in Release 1 already");
    expect(restoreState.undo?.(vars, restored)).toBeNull();
  });
});

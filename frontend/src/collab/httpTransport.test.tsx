import { afterEach, describe, expect, it, vi } from "vitest";
import { openHttpTransport } from "./httpTransport";
import type { ServerMessage } from "./protocol";

const ops = [{ op: "set", on: "element", uid: "web", props: { x: 1 } }] as const;
const batch = (id: string) => ({ type: "batch", id, ops }) as const;

/** A server that gives these answers in turn, with what it was asked and what the page heard. */
function posting(...answers: (Response | Error)[]) {
  const asked: string[] = [];
  const heard: ServerMessage[] = [];
  const failed = vi.fn();
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(`${new URL(request.url).pathname} ${(await request.json()).id}`);
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer ?? new TypeError("nobody there");
    return answer;
  });
  const say = openHttpTransport("m1", { hear: (message) => heard.push(message), failed });
  return { say, asked, heard, failed };
}

afterEach(() => vi.unstubAllGlobals());

describe("posting without a socket", () => {
  it("keeps what waits when the session has ended or a proxy answers, and gives up what the role forbids", async () => {
    const signedOut = { detail: "Authentication credentials were not provided." };
    const viewer = { detail: "You may only look.", code: "insufficient_role" };
    const { say, heard, failed } = posting(
      Response.json(signedOut, { status: 403 }),
      new Response("<h1>Not found</h1>", { status: 404, headers: { "content-type": "text/html" } }),
      Response.json(viewer, { status: 403 }),
    );

    say(batch("b1"));
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
    say(batch("b1"));
    await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(2));
    expect(heard).toEqual([]);

    say(batch("b1"));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ type: "refused", id: "b1", code: "read-only" });
  });

  it("sends one after the other, each once, and hears of it as from a socket", async () => {
    const { say, asked, heard } = posting(
      Response.json({ seq: 8, changed: true, skipped: 0 }),
      Response.json({ seq: 9, changed: true, skipped: 2 }),
    );

    say(batch("b1"));
    say(batch("b1"));
    say({ type: "undo", id: "u1", of: "b1" });
    say({ type: "since", seq: 3 });

    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(asked).toEqual(["/api/models/m1/batches/ b1", "/api/models/m1/batches/undo/ u1"]);
    expect(heard).toEqual([
      { type: "ack", id: "b1", seq: 8, changed: true, skipped: 0 },
      { type: "ack", id: "u1", seq: 9, changed: true, skipped: 2 },
    ]);
  });

  it("tells what the server refuses and goes on", async () => {
    const refusal = Response.json({ detail: ["web: is inside itself"] }, { status: 400 });
    const { say, heard } = posting(refusal, Response.json({ seq: 8, changed: true }));

    say(batch("b1"));
    say(batch("b2"));

    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard[0]).toEqual({
      ...{ type: "refused", id: "b1", code: "invalid", problems: ["web: is inside itself"] },
    });
  });

  it.each([[new TypeError("offline")], [new Response("", { status: 503 })]])(
    "stops where nobody answers, until it is told again",
    async (fault) => {
      const { say, asked, heard, failed } = posting(
        fault,
        Response.json({ seq: 8, changed: true, skipped: 0 }),
      );

      say(batch("b1"));
      say(batch("b2"));
      await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
      expect(heard).toEqual([]);

      say(batch("b1"));
      await vi.waitFor(() => expect(heard).toHaveLength(1));
      expect(asked.map((one) => one.split(" ")[1])).toEqual(["b1", "b1"]);
    },
  );
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_PRESENCE, PresenceStore } from "./presence";
import type { ClientMessage, Peer, ServerMessage } from "./protocol";

const peer = (connection: string, part: Partial<Peer> = {}): Peer => ({
  ...EMPTY_PRESENCE,
  connection,
  user: { id: `u-${connection}`, name: connection, color: 1 },
  ...part,
});
const welcome = (...peers: Peer[]): ServerMessage => ({
  ...{ type: "welcome", connection: "me", seq: 1, role: "editor" },
  you: { id: "u", name: "Ben", color: 0 },
  peers,
});

function met(...peers: Peer[]) {
  const presence = new PresenceStore();
  const said: ClientMessage[] = [];
  presence.hear(welcome(...peers));
  presence.opened((message) => said.push(message));
  const watcher = vi.fn();
  presence.watch(watcher);
  return { presence, said, watcher };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("others", () => {
  it("are here from the greeting until they leave, oneself not among them", () => {
    const { presence } = met(peer("a"), peer("me"));

    presence.hear({ type: "peer", peer: peer("b") });
    presence.hear({ type: "left", connection: "a" });

    expect(presence.peers().map((one) => one.connection)).toEqual(["b"]);
  });

  it("move their cursors without a new list", () => {
    const { presence, watcher } = met(peer("a"));
    const before = presence.peers();
    const moves = vi.fn();
    presence.onMotion(moves);

    presence.hear({ type: "peer", peer: peer("a", { cursor: [3, 4], view: [0, 0, 10, 10] }) });

    expect(presence.peers()).toBe(before);
    expect(presence.peers()[0]?.cursor).toEqual([3, 4]);
    expect(watcher).not.toHaveBeenCalled();
    expect(moves).toHaveBeenCalledWith({ connection: "a", cursor: [3, 4], view: [0, 0, 10, 10] });
  });

  it("make a new list when they see something else of the drawing, not when they say the same again", () => {
    const look = { hidden: ["secrets"], collapsed: ["web"], filters: {}, path: null };
    const { presence, watcher } = met(peer("a"));

    presence.hear({ type: "peer", peer: peer("a", { look }) });
    presence.hear({ type: "peer", peer: peer("a", { look: structuredClone(look) }) });

    expect(presence.peers()[0]?.look).toEqual(look);
    expect(watcher).toHaveBeenCalledTimes(1);
  });

  it("make a new list when they select or present", () => {
    const { presence, watcher } = met(peer("a"));

    presence.hear({ type: "peer", peer: peer("a", { selection: ["web"] }) });
    presence.hear({ type: "peer", peer: peer("a", { selection: ["web"], presenting: true }) });
    presence.hear({ type: "peer", peer: peer("a", { selection: ["web"], presenting: true }) });

    expect(watcher).toHaveBeenCalledTimes(2);
  });

  it("are gone while the connection is", () => {
    const { presence } = met(peer("a"));

    presence.closed();

    expect(presence.peers()).toEqual([]);
  });
});

describe("what oneself shows", () => {
  it("is sent at most 16 times a second, the latest of each", () => {
    const { presence, said } = met();

    for (let x = 1; x <= 10; x += 1) {
      presence.show({ cursor: [x, 0] });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(100);

    expect(said).toEqual([
      { type: "presence", cursor: [6, 0] },
      { type: "presence", cursor: [10, 0] },
    ]);
  });

  it("is not sent when it is the same as before", () => {
    const { presence, said } = met();

    presence.show({ selection: ["web"], cursor: null });
    vi.advanceTimersByTime(100);
    presence.show({ selection: ["web"] });
    vi.advanceTimersByTime(100);

    expect(said).toEqual([{ type: "presence", selection: ["web"] }]);
  });

  it("is told anew on the next connection", () => {
    const { presence } = met();
    const again: ClientMessage[] = [];
    presence.show({ selection: ["web"] });
    vi.advanceTimersByTime(100);
    presence.closed();

    presence.show({ field: "web/name" });
    presence.opened((message) => again.push(message));

    expect(again).toEqual([{ type: "presence", selection: ["web"], field: "web/name" }]);
  });

  it("names no more than the server takes", () => {
    const { presence, said } = met();

    presence.show({ selection: Array.from({ length: 100 }, (_, place) => `${place}`.padEnd(500)) });
    vi.advanceTimersByTime(100);

    expect(said[0]?.type === "presence" && said[0].selection).toHaveLength(16);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_PRESENCE, PresenceStore } from "./presence";
import type { ClientMessage, Peer, ServerMessage } from "./protocol";

const peer = (connection: string, part: Partial<Peer> = {}): Peer => ({
  ...EMPTY_PRESENCE,
  connection,
  user: { id: `u-${connection}`, name: connection, colour: 1 },
  ...part,
});
const welcome = (...peers: Peer[]): ServerMessage => ({
  ...{ type: "welcome", connection: "me", seq: 1, role: "editor" },
  you: { id: "u", name: "Ben", colour: 0 },
  peers,
});

function met(...peers: Peer[]) {
  const company = new PresenceStore();
  const said: ClientMessage[] = [];
  company.hear(welcome(...peers));
  company.opened((message) => said.push(message));
  const watcher = vi.fn();
  company.watch(watcher);
  return { company, said, watcher };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("others", () => {
  it("are here from the greeting until they leave, oneself not among them", () => {
    const { company } = met(peer("a"), peer("me"));

    company.hear({ type: "peer", peer: peer("b") });
    company.hear({ type: "left", connection: "a" });

    expect(company.peers().map((one) => one.connection)).toEqual(["b"]);
  });

  it("move their cursors without a new list", () => {
    const { company, watcher } = met(peer("a"));
    const before = company.peers();
    const moves = vi.fn();
    company.onMotion(moves);

    company.hear({ type: "peer", peer: peer("a", { cursor: [3, 4], view: [0, 0, 10, 10] }) });

    expect(company.peers()).toBe(before);
    expect(company.peers()[0]?.cursor).toEqual([3, 4]);
    expect(watcher).not.toHaveBeenCalled();
    expect(moves).toHaveBeenCalledWith({ connection: "a", cursor: [3, 4], view: [0, 0, 10, 10] });
  });

  it("make a new list when they see something else of the drawing, not when they say the same again", () => {
    const look = { hidden: ["secrets"], collapsed: ["web"], filters: {} };
    const { company, watcher } = met(peer("a"));

    company.hear({ type: "peer", peer: peer("a", { look }) });
    company.hear({ type: "peer", peer: peer("a", { look: structuredClone(look) }) });

    expect(company.peers()[0]?.look).toEqual(look);
    expect(watcher).toHaveBeenCalledTimes(1);
  });

  it("make a new list when they select or present", () => {
    const { company, watcher } = met(peer("a"));

    company.hear({ type: "peer", peer: peer("a", { selection: ["web"] }) });
    company.hear({ type: "peer", peer: peer("a", { selection: ["web"], presenting: true }) });
    company.hear({ type: "peer", peer: peer("a", { selection: ["web"], presenting: true }) });

    expect(watcher).toHaveBeenCalledTimes(2);
  });

  it("are gone while the connection is", () => {
    const { company } = met(peer("a"));

    company.closed();

    expect(company.peers()).toEqual([]);
  });
});

describe("what oneself shows", () => {
  it("is sent at most 16 times a second, the latest of each", () => {
    const { company, said } = met();

    for (let x = 1; x <= 10; x += 1) {
      company.show({ cursor: [x, 0] });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(100);

    expect(said).toEqual([
      { type: "presence", cursor: [6, 0] },
      { type: "presence", cursor: [10, 0] },
    ]);
  });

  it("is not sent when it is the same as before", () => {
    const { company, said } = met();

    company.show({ selection: ["web"], cursor: null });
    vi.advanceTimersByTime(100);
    company.show({ selection: ["web"] });
    vi.advanceTimersByTime(100);

    expect(said).toEqual([{ type: "presence", selection: ["web"] }]);
  });

  it("is told anew on the next connection", () => {
    const { company } = met();
    const again: ClientMessage[] = [];
    company.show({ selection: ["web"] });
    vi.advanceTimersByTime(100);
    company.closed();

    company.show({ field: "web/name" });
    company.opened((message) => again.push(message));

    expect(again).toEqual([{ type: "presence", selection: ["web"], field: "web/name" }]);
  });

  it("names no more than the server takes", () => {
    const { company, said } = met();

    company.show({ selection: Array.from({ length: 100 }, (_, place) => `${place}`.padEnd(500)) });
    vi.advanceTimersByTime(100);

    expect(said[0]?.type === "presence" && said[0].selection).toHaveLength(16);
  });
});

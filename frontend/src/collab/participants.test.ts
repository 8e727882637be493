import { describe, expect, it } from "vitest";
import {
  editorOf,
  followEndReason,
  leaderOf,
  namesOf,
  otherWindows,
  peopleOf,
  renamedBy,
  selectionsOf,
} from "./participants";
import { EMPTY_PRESENCE } from "./presence";
import type { Peer } from "./protocol";

const peer = (connection: string, user: string, part: Partial<Peer> = {}): Peer => ({
  ...EMPTY_PRESENCE,
  connection,
  user: { id: user, name: user, color: 1 },
  ...part,
});
const ME = { id: "ben", name: "ben", color: 0 };
const PEERS = [
  peer("1", "ana", { selection: ["web"] }),
  peer("2", "ben", { selection: ["web"] }),
  peer("3", "ana", { selection: ["web", "db"], field: "web/name" }),
];

it("counts a person with two windows once, by the latest", () => {
  expect(peopleOf(PEERS, ME).map((one) => one.connection)).toEqual(["3"]);
  expect(otherWindows(PEERS, ME).map((one) => one.connection)).toEqual(["2"]);
});

it("goes along with a page, or when that is gone with another of the same person", () => {
  const [first, , second] = PEERS as [Peer, Peer, Peer];

  expect(leaderOf(PEERS, first)).toBe(first);
  expect(leaderOf(PEERS.slice(1), first)).toBe(second);
  expect(leaderOf([], first)).toBeNull();
});

it("knows who selected what", () => {
  const names = [...selectionsOf(PEERS)].map(([uid, people]) => [uid, people.map((p) => p.name)]);

  expect(names).toEqual([
    ["web", ["ana", "ben"]],
    ["db", ["ana"]],
  ]);
});

it("knows who is at a field", () => {
  expect(editorOf(PEERS, "web/name")?.name).toBe("ana");
  expect(editorOf(PEERS, "db/name")).toBeNull();
});

it("knows who is renaming what, of elements alone", () => {
  const others = [...PEERS, peer("4", "cy", { field: "question/answer" })];

  expect([...renamedBy(others)].map(([uid, one]) => [uid, one.name])).toEqual([["web", "ana"]]);
});

it("names people in few words", () => {
  const names = (...people: string[]) => namesOf(people.map((name) => ({ name })));

  expect(names("Ana")).toBe("Ana");
  expect(names("Ana", "Ben")).toBe("Ana and Ben");
  expect(names("Ana", "Ben", "Cy", "Dee")).toBe("Ana, Ben and 2 more");
});

describe("whom one goes along with", () => {
  const seen = { view: [0, 0, 10, 10], following: null, presenting: true } as unknown as Peer;
  const page = (connection: string, more: Partial<Peer> = {}): Peer => ({
    ...seen,
    connection,
    user: { id: "ana", name: "Ana", color: 1 },
    ...more,
  });
  const chosen = page("a");
  const last = { connection: "a", presenting: true };

  it("leads on while they present, and after a reload as another page", () => {
    expect(followEndReason([page("a")], chosen, last)).toBeNull();
    expect(followEndReason([page("b", { presenting: false })], chosen, last)).toBeNull();
  });

  it("leads on from one page of the model to another", () => {
    expect(
      followEndReason([page("a", { view: null, address: "/threats" })], chosen, last),
    ).toBeNull();
  });

  it("may come back when their page is away", () => {
    expect(followEndReason([], chosen, last)).toBe("away");
  });

  it("has stopped when they stay without presenting", () => {
    expect(followEndReason([page("a", { presenting: false })], chosen, last)).toBe("stopped");
    const unasked = { connection: "a", presenting: false };
    expect(followEndReason([page("a", { presenting: false })], chosen, unasked)).toBeNull();
  });
});

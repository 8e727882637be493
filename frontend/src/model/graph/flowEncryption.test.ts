import { expect, test } from "vitest";
import { ENCRYPTED_BY_PROTOCOL } from "@/api/catalogue.gen";
import { isEncrypted } from "./flowEncryption";
import { effectOf, inverseOps } from "./inverseOps";
import { applyOps } from "./optimisticApply";
import { DRAWING, flow, rowOf, TERMS } from "./optimisticApply.fixture";

const UNKNOWN = { encrypted: null, origin: "drawn", protocol: "" } as const;

test("the protocol of a drawn flow says whether it is encrypted", () => {
  for (const [protocol, encrypted] of Object.entries(ENCRYPTED_BY_PROTOCOL)) {
    expect(isEncrypted({ ...UNKNOWN, protocol }), protocol).toBe(encrypted);
    expect(isEncrypted({ ...UNKNOWN, protocol: protocol.toUpperCase() }), protocol).toBe(encrypted);
  }
  expect(isEncrypted({ ...UNKNOWN, protocol: "https", origin: "declared" })).toBe(true);
});

test("a protocol that may be either, or none, leaves it unknown", () => {
  expect(isEncrypted(UNKNOWN)).toBeNull();
  expect(isEncrypted({ ...UNKNOWN, protocol: "postgresql" })).toBeNull();
  expect(isEncrypted({ ...UNKNOWN, protocol: "constructor" })).toBeNull();
});

test("what was stated wins over the protocol", () => {
  expect(isEncrypted({ ...UNKNOWN, protocol: "https", encrypted: false })).toBe(false);
  expect(isEncrypted({ ...UNKNOWN, protocol: "http", encrypted: true })).toBe(true);
});

test("of an inferred flow the files say it, not its protocol", () => {
  expect(isEncrypted({ ...UNKNOWN, protocol: "https", origin: "inferred" })).toBeNull();
});

test("a protocol says it before the server has answered, and taken back it leaves nothing stated", () => {
  const drawn = { ...DRAWING, flows: [flow("web", "db", { uid: "f", origin: "drawn" })] };
  const props = { facts: { protocol: { value: "https" } } };
  const { snapshot } = applyOps(drawn, [{ op: "set", on: "flow", uid: "f", props }], TERMS);

  expect(isEncrypted(rowOf(snapshot.flows, "f"))).toBe(true);
  expect(inverseOps(effectOf(drawn, snapshot), snapshot)).toEqual([
    { op: "set", on: "flow", uid: "f", props: { facts: { protocol: null } } },
  ]);
});

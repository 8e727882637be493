import { expect, it } from "vitest";
import { attackerName } from "./PathsPanel";

const NAMES = new Map([["internet", "Anyone on the internet"]]);

it("calls attackers by their names and never by ids", () => {
  expect(attackerName(NAMES, "internet")).toBe("Anyone on the internet");
  expect(attackerName(NAMES, "e6359508")).toBe("a deleted attacker");
});

it("names no attacker while the names are read", () => {
  expect(attackerName(new Map(), "internet")).toBe("…");
});

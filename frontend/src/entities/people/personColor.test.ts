import { expect, it } from "vitest";
import { ownColor, personColor } from "./personColor";

it("is the one that the server works out from the id", () => {
  // uuid.UUID(...).int % 12
  expect(ownColor("00000000-0000-0000-0000-00000000000b")).toBe(11);
  expect(ownColor("ffffffff-ffff-ffff-ffff-ffffffffffff")).toBe(3);
  expect(ownColor("a8e1af42-c262-4287-bfc9-6735e2cf4bbc")).toBe(4);
});

it("is one of the colors there are", () => {
  expect(personColor({ color: 14 })).toEqual({ "--person": "var(--bh-person-2)" });
});

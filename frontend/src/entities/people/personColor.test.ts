import { expect, it } from "vitest";
import { ownColour, personColour } from "./personColor";

it("is the one that the server works out from the id", () => {
  // uuid.UUID(...).int % 12
  expect(ownColour("00000000-0000-0000-0000-00000000000b")).toBe(11);
  expect(ownColour("ffffffff-ffff-ffff-ffff-ffffffffffff")).toBe(3);
  expect(ownColour("a8e1af42-c262-4287-bfc9-6735e2cf4bbc")).toBe(4);
});

it("is one of the colours there are", () => {
  expect(personColour({ colour: 14 })).toEqual({ "--person": "var(--bh-person-2)" });
});

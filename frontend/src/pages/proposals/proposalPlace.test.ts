import { expect, test } from "vitest";
import type { Proposal } from "@/api/types";
import { placeOf } from "./proposalPlace";

const NOTHING = { answer: null, mitigation: null, flow: null, result: null };
const place = (parts: object) => placeOf("m1", { ...NOTHING, ...parts } as unknown as Proposal);

test("an answer leads to its element", () => {
  const subject = { id: "e1", uid: "compose:web", kind: "container" };

  expect(place({ answer: { subject } })).toMatchObject({ search: { select: "e1" } });
});

test("a mitigation leads to its first threat, and once it is made to itself", () => {
  const mitigation = { threats: [{ number: 12 }] };

  expect(place({ mitigation })).toMatchObject({ params: { number: "12" } });
  expect(place({ mitigation, result: { mitigation: 7 } })).toMatchObject({ search: { open: "7" } });
});

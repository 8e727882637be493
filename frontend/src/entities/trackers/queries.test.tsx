import { expect, it } from "vitest";
import { readAgainMs } from "./queries";

it("reads links again soon while an issue is being created, and later after a failed attempt", () => {
  const first = { state: "queued", fault: "" } as const;
  const next = { state: "queued", fault: "No answer." } as const;
  const done = { state: "linked", fault: "" } as const;

  expect(readAgainMs([])).toBe(false);
  expect(readAgainMs([done])).toBe(60_000);
  expect(readAgainMs([done, next])).toBe(15_000);
  expect(readAgainMs([next, first])).toBe(2_000);
});

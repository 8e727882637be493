import { expect, it } from "vitest";
import { causeStatus } from "./causeStatus";

it("all of one status have that", () => {
  expect(causeStatus({ count: 5, statuses: { mitigated: 5 } })).toEqual({
    status: "mitigated",
    share: "",
    all: "5 mitigated",
  });
});

it("of several statuses the one that wants work first is shown with its share", () => {
  const statuses = { mitigated: 1, "needs-info": 1_000, open: 2_000 };
  expect(causeStatus({ count: 3_001, statuses })).toEqual({
    status: "open",
    share: "2,000 of 3,001",
    all: "2,000 open, 1,000 needs info, 1 mitigated",
  });
});

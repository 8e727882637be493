import { describe, expect, it } from "vitest";
import type { Applied } from "@/api/types";
import { mitigationsByStatus } from "./mitigationsByStatus";

const applied = (number: number, status: Applied["status"]): Applied => ({
  model: { id: "m", name: "Shop" },
  number,
  title: "Ask",
  status,
  owner: null,
  due: null,
  overdue: false,
});

describe("where a control is in use", () => {
  it("groups by status in the order of the work and leaves out what does not occur", () => {
    const mitigations = [applied(3, "verified"), applied(1, "proposed"), applied(2, "verified")];

    const groups = mitigationsByStatus({ statuses: { verified: 7, proposed: 1 }, mitigations });

    expect(groups.map(({ status, count }) => [status, count])).toEqual([
      ["proposed", 1],
      ["verified", 7],
    ]);
    expect(groups[1]?.mitigations.map(({ number }) => number)).toEqual([3, 2]);
  });

  it("is empty when no mitigation applies it", () => {
    expect(mitigationsByStatus({ statuses: {}, mitigations: [] })).toEqual([]);
  });
});

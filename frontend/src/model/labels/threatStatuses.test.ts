import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  OPEN_THREAT_STATUSES,
  statusReason,
  THREAT_DECISIONS,
  THREAT_STATUS_ORDER,
} from "./threatStatuses";

const { schemas } = JSON.parse(readFileSync("../tests/openapi.json", "utf8")).components;

describe("the table of threat statuses", () => {
  it("has the statuses of the API, in its order", () => {
    expect(THREAT_STATUS_ORDER).toEqual(schemas.ThreatStatusEnum.enum);
  });

  it("lets people set what the API accepts", () => {
    expect(THREAT_DECISIONS).toEqual(schemas.ThreatDecisionEnum.enum);
  });

  it("counts as open what waits for somebody", () => {
    expect(OPEN_THREAT_STATUSES).toEqual(["open", "needs-info"]);
  });
});

describe("statusReason", () => {
  it("gives the reason of a decision that needs one", () => {
    expect(statusReason({ status: "not-applicable", status_reason: "Never exposed" })).toBe(
      "Not applicable because: Never exposed",
    );
  });

  it.each([
    { status: "not-applicable", status_reason: "" },
    { status: "open", status_reason: "Never exposed" },
    { status: "mitigated", status_reason: "Never exposed" },
  ] as const)("is null for %j", (threat) => {
    expect(statusReason(threat)).toBeNull();
  });
});

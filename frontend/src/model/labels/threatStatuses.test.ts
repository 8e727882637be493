import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { THREAT_STATUSES as FACTS } from "@/api/catalogue.gen";
import {
  AT_RISK_THREAT_STATUSES,
  FIXED_THREAT_STATUSES,
  isClosed,
  needsReason,
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

  it("has all statuses that are generated, and no other", () => {
    expect(Object.keys(FACTS)).toEqual(THREAT_STATUS_ORDER);
  });

  it("asks for reasons of what people set alone", () => {
    expect(THREAT_STATUS_ORDER.filter(needsReason)).toEqual(["not-applicable"]);
  });

  it("counts what wants work, is a risk, is fixed or is none any more", () => {
    expect(OPEN_THREAT_STATUSES).toEqual(["open", "needs-info"]);
    expect(AT_RISK_THREAT_STATUSES).toEqual(["open", "needs-info", "accepted"]);
    expect(FIXED_THREAT_STATUSES).toEqual(["mitigated", "resolved"]);
    expect(THREAT_STATUS_ORDER.filter(isClosed)).toEqual([
      "not-applicable",
      "mitigated",
      "resolved",
    ]);
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

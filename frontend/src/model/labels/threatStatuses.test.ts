import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  AT_RISK_THREAT_STATUSES,
  FIXED_THREAT_STATUSES,
  isClosed,
  OPEN_THREAT_STATUSES,
  statusReason,
  THREAT_DECISIONS,
  THREAT_STATUS_ORDER,
  THREAT_STATUSES,
} from "./threatStatuses";

const CHOICES = readFileSync("../threatmodel/threats/choices.py", "utf8");
const { schemas } = JSON.parse(readFileSync("../tests/openapi.json", "utf8")).components;

describe("the table of threat statuses", () => {
  it("has the statuses of the API, in its order", () => {
    expect(THREAT_STATUS_ORDER).toEqual(schemas.ThreatStatusEnum.enum);
  });

  it("lets people set what the API accepts", () => {
    expect(THREAT_DECISIONS).toEqual(schemas.ThreatDecisionEnum.enum);
  });

  it("asks for the reasons that the server asks for", () => {
    const needed = /NEEDS_REASON: Final = frozenset\(\{([^}]*)\}/.exec(CHOICES)?.[1] ?? "";
    expect(
      THREAT_DECISIONS.filter((status) => THREAT_STATUSES[status].decision.needsReason),
    ).toEqual([...needed.matchAll(/"([a-z-]+)"/g)].map(([, status]) => status));
  });

  it("says of the risk what the server says", () => {
    const table = /STATUS_RISK: Final = \{([^}]*)\}/.exec(CHOICES);
    const pairs = [...(table?.[1] ?? "").matchAll(/"([a-z-]+)": "([a-z]+)"/g)];
    expect(pairs.map(([, status, risk]) => [status, risk])).toEqual(
      THREAT_STATUS_ORDER.map((status) => [status, THREAT_STATUSES[status].risk]),
    );
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

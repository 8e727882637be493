import { describe, expect, it } from "vitest";
import type { PodSecurity } from "@/api/types";
import { admission, distance, holderOf, standingOf, stated } from "./podSecurity";

const SUBJECT = {
  type: "element",
  id: "1",
  uid: "k8s:shop/Pod/web",
  name: "web",
  kind: "workload",
} as const;
const BLOCKER = {
  check: "privileged",
  level: "baseline",
  field: "securityContext.privileged",
  wants: "must be false or absent",
  element: { ...SUBJECT, name: "main", kind: "init-container" },
  value: true,
  file: "a.yaml",
  line: 3,
} as const;

function found(changes: Partial<PodSecurity>): PodSecurity {
  return {
    subject: SUBJECT,
    namespace: { ...SUBJECT, name: "shop", kind: "namespace" },
    level: "privileged",
    certain: true,
    version: "1.34",
    blockers: [BLOCKER],
    unknown: [],
    enforced: null,
    ...changes,
  };
}

describe("distance", () => {
  it("counts what is in the way of the next level", () => {
    expect(distance(found({}))).toBe("1 field keeps it from baseline");
    expect(distance(found({ level: "baseline", blockers: [BLOCKER, BLOCKER] }))).toBe(
      "2 fields keep it from restricted",
    );
    expect(distance(found({ level: "restricted", blockers: [] }))).toBe("Meets every requirement");
  });

  it("says that unknown facts decide", () => {
    const unknown = [{ element: SUBJECT, fact: "containers", label: "Containers" }];

    expect(distance(found({ certain: false, blockers: [], unknown }))).toBe(
      "1 unknown fact decides its level",
    );
    expect(distance(found({ level: "baseline", certain: false, blockers: [], unknown }))).toBe(
      "At least baseline; 1 unknown fact decides about restricted",
    );
  });
});

describe("admission", () => {
  it("compares the level that the namespace enforces", () => {
    const enforced = { level: "baseline", version: "1.34", verdict: "refused" } as const;

    expect(admission(found({}))).toBeNull();
    expect(admission(found({ enforced }))).toBe(
      "Namespace shop enforces baseline: this pod would be refused",
    );
    expect(admission(found({ enforced: { ...enforced, verdict: "admitted" } }))).toMatch(
      /is admitted$/,
    );
    expect(admission(found({ enforced: { ...enforced, verdict: "unknown" } }))).toMatch(
      /unknown facts/,
    );
  });
});

it("stands at a level only when that is certain", () => {
  expect(standingOf(found({}))).toBe("privileged");
  expect(standingOf(found({ certain: false }))).toBe("unknown");
});

it("names the holder of a field and its value as the manifest does", () => {
  expect(holderOf(BLOCKER)).toBe("init container main");
  expect(holderOf({ ...BLOCKER, element: SUBJECT })).toBe("the pod");
  expect([true, "not-set", [], "SYS_ADMIN"].map(stated)).toEqual([
    "true",
    "not set",
    "not set",
    "SYS_ADMIN",
  ]);
});

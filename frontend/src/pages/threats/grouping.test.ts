import { describe, expect, it } from "vitest";
import type { ThreatRow } from "@/api/types";
import { groupingOf, openedGroup } from "./grouping";

const row = (by: string, key: string) =>
  ({
    ...{ number: 1, severity: "high", cause: null, subject: { id: "e1" } },
    group: { by, key, title: key, count: 3 },
  }) as unknown as ThreatRow;

describe("groups of threats", () => {
  it("are those of the address, causes without one", () => {
    expect(groupingOf({})).toBe("cause");
    expect(groupingOf({ group: "owner" })).toBe("owner");
    expect(groupingOf({ group: "no-such" })).toBe("cause");
    expect(groupingOf({ flat: "1" })).toBe("none");
  });

  it("open as a filter by what they have in common", () => {
    const opened = (by: string, key: string) => openedGroup({ group: by, page: "2" }, row(by, key));
    expect(opened("owner", "u1")).toMatchObject({ owner: ["u1"], flat: "1", page: undefined });
    expect(opened("owner", "")).toMatchObject({ owner: ["none"] });
    expect(opened("mitigation", "3")).toMatchObject({ mitigation: ["3"] });
    expect(opened("element", "k8s:x")).toMatchObject({ element: "e1" });
    expect(opened("hardening", "k8s:x")).toMatchObject({ hardening_of: "k8s:x" });
  });

  it("leave a row of one threat alone", () => {
    const single = { number: 1, cause: null, group: null } as ThreatRow;
    expect(openedGroup({}, single)).toBeNull();
  });
});

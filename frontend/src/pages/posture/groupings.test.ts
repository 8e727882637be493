import { describe, expect, it } from "vitest";
import type { ModelGroup } from "@/api/types";
import type { Scope } from "./figureTargets";
import { groupName, groupTarget } from "./groupings";

const TEAM: Scope & { kind: "portfolio" } = { kind: "portfolio", team: "t1" };
const group = (key: string | null, name: string): ModelGroup => ({
  key,
  name,
  models: 2,
  figures: null,
});

describe("the models of a group", () => {
  it("are those with its tag, by the figure that was followed", () => {
    expect(groupTarget("tag", group("pci", "pci"), TEAM, "overdue")).toEqual({
      to: "/t/t1/posture",
      search: { tab: "models", ordering: "-overdue", tag: ["pci"] },
    });
  });

  it("are those without an owner or folder too, but no list asks for models without a tag", () => {
    expect(groupTarget("owner", group(null, ""), TEAM)?.search).toMatchObject({ owner: ["none"] });
    expect(groupTarget("tag", group(null, ""), TEAM)).toBeNull();
    expect(groupName("folder", group(null, ""))).toBe("No folder");
  });
});

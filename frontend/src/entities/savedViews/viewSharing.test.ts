import { describe, expect, it } from "vitest";
import type { SavedView } from "@/api/types";
import { linkWords, reachOf, sortedViews } from "./viewSharing";

const VIEW: SavedView = {
  id: "1",
  name: "Edge",
  shows: "threats",
  of_team: true,
  shared: false,
  mine: true,
  owner: { id: "7", name: "Ada", email: "ada@bulkhead.example" },
  document: {},
  updated_at: "2026-03-04T10:00:00Z",
};

describe("a saved view", () => {
  it("has a link that says who can open it", () => {
    expect(linkWords({ shared: false })).toMatch(/only you can open it/);
    expect(linkWords({ shared: true })).toMatch(/Every team member/);
  });

  it("stands by name, one's own first", () => {
    const view = (name: string, mine: boolean) => ({ ...VIEW, name, mine });
    const views = [view("b", false), view("z", true), view("a", true)];

    expect(sortedViews(views).map((one) => one.name)).toEqual(["a", "z", "b"]);
  });

  it("says who sees it, and of a filter whether it is of one model alone", () => {
    expect(reachOf(VIEW)).toBe("Only you");
    expect(reachOf({ ...VIEW, shared: true })).toBe("Shared by you");
    expect(reachOf({ ...VIEW, shared: true, mine: false })).toBe("Shared by Ada");
    expect(reachOf({ ...VIEW, of_team: false })).toBe("Only you, this model only");
    expect(reachOf({ ...VIEW, of_team: false, shows: "drawing" })).toBe("Only you");
  });
});

import { describe, expect, it } from "vitest";
import { teamId } from "./controls";

describe("the id of what a team writes", () => {
  it("comes from the title, without the names of elements", () => {
    expect(teamId("{self.name} runs without a backup", "rule")).toBe("team-runs-without-a-backup");
  });

  it("is never empty, too long, or ended by a hyphen", () => {
    expect(teamId("§", "rule")).toBe("team-rule");
    const long = teamId(`${"word ".repeat(13)}abcd-efgh-ijkl`, "rule");
    expect(long.length).toBeLessThanOrEqual(80);
    expect(long).toMatch(/^team-[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});

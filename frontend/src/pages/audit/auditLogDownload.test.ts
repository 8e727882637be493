import { expect, test } from "vitest";
import { actionLabel, TEAM_ACTIONS } from "@/entities/audit/auditActions";
import { auditDownloadUrl } from "./auditLogDownload";

test("a download asks for what the list shows, whatever its page", () => {
  const filters = { action: ["team.renamed", "model.deleted"], since: ["2026-11-01"] };

  expect(auditDownloadUrl("t1", "csv", { search: "a&b", filters })).toBe(
    "/api/teams/t1/audit-events/download/?type=csv&search=a%26b" +
      "&action=team.renamed&action=model.deleted&since=2026-11-01",
  );
  expect(auditDownloadUrl("t1", "json", { search: "", filters: {} })).toBe(
    "/api/teams/t1/audit-events/download/?type=json",
  );
});

test("the log of a team is not filtered by what only accounts do", () => {
  const values = TEAM_ACTIONS.map(({ value }) => value);

  expect(values).toContain("membership.role_changed");
  expect(values).not.toContain("session.signed_in");
});

test("an action of a former release shows its name", () => {
  expect(actionLabel("team.renamed")).toBe("Renamed the team");
  expect(actionLabel("team.merged")).toBe("team.merged");
});

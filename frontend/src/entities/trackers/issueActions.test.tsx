import { afterEach, expect, it, vi } from "vitest";
import type { IssueLink } from "@/api/types";
import { unlinkIssue } from "./issueActions";

const LINK = {
  id: "l1",
  tracker: { id: "t1", name: "Backlog", kind: "github" },
  key: "#12",
  threat: null,
  mitigation: { number: 3, title: "Patch" },
} as IssueLink;

afterEach(() => vi.unstubAllGlobals());

it("links the same issue again when unlinking is undone", async () => {
  const sent: { to: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname;
    sent.push({ to: `${request.method} ${path}`, body: text === "" ? null : JSON.parse(text) });
    return request.method === "DELETE"
      ? new Response(null, { status: 204 })
      : Response.json(LINK, { status: 201 });
  });

  await unlinkIssue.run("m1", LINK);
  await unlinkIssue.undo?.(LINK, undefined)?.run("m1");

  expect(sent).toEqual([
    { to: "DELETE /api/models/m1/issue-links/l1/", body: null },
    {
      to: "POST /api/models/m1/issue-links/existing/",
      body: { tracker: "t1", issue: "#12", mitigation: 3 },
    },
  ]);
});

it("offers no way back where there is no issue yet", () => {
  expect(unlinkIssue.undo?.({ ...LINK, key: "" }, undefined)).toBeNull();
});

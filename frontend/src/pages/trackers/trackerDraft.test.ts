import { describe, expect, it } from "vitest";
import type { Tracker } from "@/api/types";
import { draftOf, isConnectionChanged, requestOf, withKind } from "./trackerDraft";

const NEW = draftOf(undefined);
const TRACKER = {
  ...NEW,
  id: "t1",
  name: "Backlog",
  project: "acme/shop",
  state: "ok",
} as unknown as Tracker;

describe("the draft of a tracker", () => {
  it("never has a token, and an empty one is not sent", () => {
    const draft = draftOf(TRACKER);

    expect(draft.token).toBe("");
    expect(requestOf(draft)).not.toHaveProperty("token");
    expect(requestOf({ ...draft, token: "secret" }).token).toBe("secret");
  });

  it("has the fields of the tracker and none besides", () => {
    expect(draftOf(TRACKER)).toMatchObject({ name: "Backlog", project: "acme/shop" });
    expect(draftOf(TRACKER)).not.toHaveProperty("state");
  });

  it("sends what the kind has", () => {
    const jira = {
      ...NEW,
      kind: "jira-cloud",
      account: "a@example.com",
      issue_type: "Bug",
    } as const;

    expect(requestOf(jira)).toMatchObject({ account: "a@example.com", issue_type: "Bug" });
    expect(requestOf({ ...jira, kind: "github" })).not.toHaveProperty("account");
    expect(requestOf({ ...jira, kind: "gitlab" })).not.toHaveProperty("issue_type");
  });

  it("takes the address of another kind, and keeps one that a person wrote", () => {
    expect(withKind(NEW, "gitlab").base_url).toBe("https://gitlab.com");
    expect(withKind(NEW, "jira-cloud").base_url).toBe("");
    const own = { ...NEW, base_url: "https://git.example.com" };

    expect(withKind(own, "gitlab").base_url).toBe("https://git.example.com");
  });

  it("knows when the stored connection is another than the written one", () => {
    const draft = draftOf(TRACKER);

    expect(isConnectionChanged(draft, TRACKER)).toBe(false);
    expect(isConnectionChanged({ ...draft, name: "Other" }, TRACKER)).toBe(false);
    expect(isConnectionChanged({ ...draft, token: "x" }, TRACKER)).toBe(true);
    expect(isConnectionChanged({ ...draft, project: "acme/pay" }, TRACKER)).toBe(true);
  });
});

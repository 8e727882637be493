import { describe, expect, it } from "vitest";
import type { IssueLink } from "@/api/types";
import { issueProgress, progressText } from "./issueProgress";

const link = (id: string, state: IssueLink["state"]) => ({ id, state }) as IssueLink;

describe("the progress of several issues", () => {
  it("counts what was asked for alone, and what is not listed yet as waiting", () => {
    const links = [link("a", "linked"), link("b", "failed"), link("other", "linked")];

    const { created, failed, waiting } = issueProgress(["a", "b", "c"], links);

    expect(created.map(({ id }) => id)).toEqual(["a"]);
    expect(failed.map(({ id }) => id)).toEqual(["b"]);
    expect(waiting).toBe(1);
  });

  it("takes queued ones and those being created as waiting", () => {
    const links = [link("a", "queued"), link("b", "creating")];

    expect(issueProgress(["a", "b"], links).waiting).toBe(2);
  });

  it("is said in words", () => {
    const ids = ["a", "b", "c"];
    const all = ids.map((id) => link(id, "linked"));
    const one = [link("a", "linked"), link("b", "failed")];

    expect(progressText(issueProgress(ids, all))).toBe("3 issues created");
    expect(progressText(issueProgress(ids, one))).toBe("1 of 3 issues created, 1 failed");
    expect(progressText(issueProgress(["a"], all))).toBe("1 issue created");
  });
});

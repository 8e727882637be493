import { describe, expect, it } from "vitest";
import type { IssueLink, StatusProposal } from "@/api/types";
import {
  canRetry,
  issueName,
  issueStyle,
  keptText,
  proposalText,
  subjectName,
} from "./issueLabels";

const LINK = {
  state: "linked",
  key: "#12",
  fault: "",
  remote_status: "closed",
  remote_category: "done",
  threat: { number: 7, title: "Root" },
  mitigation: null,
} as IssueLink;

describe("a linked issue", () => {
  it("shows the status by its name there, drawn by its category", () => {
    expect(issueStyle(LINK)).toMatchObject({ label: "Closed", tone: "good" });
  });

  it("shows its own state until there is an issue", () => {
    expect(issueStyle({ ...LINK, state: "queued" }).label).toBe("Queued");
    expect(issueStyle({ ...LINK, state: "failed" }).tone).toBe("bad");
  });

  it("says that a status was not read yet", () => {
    const unread = { ...LINK, remote_status: "", remote_category: "" } as const;

    expect(issueStyle(unread).label).toBe("Not read yet");
  });

  it("is named by its key, and before that by what it is about", () => {
    expect(issueName(LINK)).toBe("#12");
    expect(issueName({ ...LINK, key: "" })).toBe("Issue for T7");
    expect(subjectName({ threat: null, mitigation: { number: 3, title: "Patch" } })).toBe("M3");
  });

  it("can be sent again where it failed or was refused", () => {
    expect(canRetry(LINK)).toBe(false);
    expect(canRetry({ ...LINK, fault: "The workflow refused it." })).toBe(true);
    expect(canRetry({ ...LINK, state: "failed" })).toBe(true);
    expect(canRetry({ ...LINK, state: "queued", fault: "No answer." })).toBe(false);
  });
});

it("says what a proposal would change", () => {
  const proposal = {
    threat: null,
    mitigation: { number: 3, title: "Patch", status: "planned" },
    from_status: "planned",
    to_status: "implemented",
  } as StatusProposal;
  const recorded = { ...proposal, mitigation: null, threat: { number: 7, title: "Root" } };

  expect(proposalText(proposal)).toBe("Set M3 from Planned to Implemented");
  expect(proposalText(recorded)).toBe("Record a mitigation of T7: Implemented");
  expect(keptText(proposal)).toBe("M3 stays Planned");
  expect(keptText({ ...recorded, from_status: "open" })).toBe("T7 stays Open");
});

/** How the state of a linked issue is called and drawn, and what a conflict and a proposal say. No React. */
import type { IssueLink, StatusProposal } from "@/api/types";
import { type Status, statusLabel } from "@/model/labels/statusStyles";
import type { StatusStyle } from "@/model/labels/threatStatuses";

const CATEGORIES: Readonly<Record<Exclude<IssueLink["remote_category"], "">, StatusStyle>> = {
  todo: { label: "To do", tone: "neutral", fill: "empty" },
  in_progress: { label: "In progress", tone: "accent", fill: "half" },
  done: { label: "Done", tone: "good", fill: "full" },
  not_planned: { label: "Not planned", tone: "neutral", fill: "cross" },
};

const STATES: Readonly<Record<Exclude<IssueLink["state"], "linked">, StatusStyle>> = {
  queued: { label: "Queued", tone: "neutral", fill: "dashed" },
  creating: { label: "Creating", tone: "accent", fill: "half" },
  failed: { label: "Failed", tone: "bad", fill: "cross" },
  gone: { label: "Not found there", tone: "warn", fill: "cross" },
};

const UNREAD: StatusStyle = { label: "Not read yet", tone: "neutral", fill: "dashed" };

/** The state of the link until there is an issue, then the status of the issue by the name it has there. */
export function issueStyle(link: IssueLink): StatusStyle {
  if (link.state !== "linked") return STATES[link.state];
  if (link.remote_category === "") return UNREAD;
  const style = CATEGORIES[link.remote_category];
  return link.remote_status ? { ...style, label: remoteStatus(link) } : style;
}

/** The status there: its name, else its category. */
export function remoteStatus({
  remote_status: name,
  remote_category: category,
}: Pick<IssueLink, "remote_status" | "remote_category">): string {
  if (name) return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
  return category === "" ? UNREAD.label : CATEGORIES[category].label;
}

/** "SHOP-12", or what it is about while there is no key. */
export function issueName({ key, threat, mitigation }: IssueLink): string {
  return key || `Issue for ${subjectName({ threat, mitigation })}`;
}

/** "T7" or "M3". */
export function subjectName({
  threat,
  mitigation,
}: Pick<IssueLink, "threat" | "mitigation">): string {
  if (threat) return `T${threat.number}`;
  return mitigation ? `M${mitigation.number}` : "";
}

/** What can be sent again: what failed, and what was refused there. */
export function canRetry({ state, fault }: IssueLink): boolean {
  return state === "failed" || (state === "linked" && fault !== "");
}

/** "Set M3 from Planned to Implemented". */
export function proposalText({
  mitigation,
  threat,
  from_status: from,
  to_status: to,
}: StatusProposal): string {
  const next = statusLabel(to as Status);
  if (mitigation) return `Set M${mitigation.number} from ${statusLabel(from as Status)} to ${next}`;
  return `Record a mitigation of T${threat?.number}: ${next}`;
}

/** What holds when the status here is kept: "M3 stays Planned". */
export function keptText({ mitigation, threat, from_status: from }: StatusProposal): string {
  if (mitigation) return `M${mitigation.number} stays ${statusLabel(mitigation.status)}`;
  return `T${threat?.number} stays ${statusLabel(from as Status)}`;
}

/** What is written in the form of an issue tracker, and what is sent of it. No React. */
import type { Tracker, TrackerWrite } from "@/api/types";
import { isJira, type TrackerKind } from "@/entities/trackers/trackerKinds";

export type TrackerDraft = Required<
  Pick<
    TrackerWrite,
    | "name"
    | "kind"
    | "base_url"
    | "project"
    | "account"
    | "token"
    | "labels"
    | "issue_type"
    | "title_template"
    | "body_template"
    | "mapping"
    | "comments"
    | "sync"
    | "close_issues"
    | "close_status"
  >
>;
/** What each part of the form gets. */
export interface TrackerPartProps {
  team: string;
  draft: TrackerDraft;
  set: (change: Partial<TrackerDraft>) => void;
  error: Error | null;
}

export type StatusMapping = TrackerDraft["mapping"];

interface KindFields {
  /** The address that most have; "" where each has its own. */
  address: string;
  addressPlaceholder: string;
  project: { label: string; placeholder: string };
  /** Asked for only where the token belongs to an account. */
  account: boolean;
  /** Which token, with which rights and no more. */
  token: string;
}

export const KIND_FIELDS: Readonly<Record<TrackerKind, KindFields>> = {
  github: {
    address: "https://github.com",
    addressPlaceholder: "https://github.com",
    project: { label: "Repository", placeholder: "owner/repository" },
    account: false,
    token: "A fine-grained token for this repository alone, with read and write access to issues.",
  },
  gitlab: {
    address: "https://gitlab.com",
    addressPlaceholder: "https://gitlab.com",
    project: { label: "Project", placeholder: "group/project" },
    account: false,
    token: "A project access token with the role Reporter and the scope api.",
  },
  "jira-cloud": {
    address: "",
    addressPlaceholder: "https://example.atlassian.net",
    project: { label: "Project key", placeholder: "SHOP" },
    account: true,
    token: "An API token of an account that may create and edit issues in this project.",
  },
  "jira-data-center": {
    address: "",
    addressPlaceholder: "https://jira.example.com",
    project: { label: "Project key", placeholder: "SHOP" },
    account: false,
    token: "A personal access token of an account that may create and edit issues in this project.",
  },
};

const FIRST: TrackerDraft = {
  name: "",
  kind: "github",
  base_url: KIND_FIELDS.github.address,
  project: "",
  account: "",
  token: "",
  labels: [],
  issue_type: "",
  title_template: "",
  body_template: "",
  mapping: { todo: "", in_progress: "in-progress", done: "implemented", not_planned: "" },
  comments: false,
  sync: true,
  close_issues: false,
  close_status: "",
};

/** The draft of a tracker, or of a new one; its token is never known. */
export function draftOf(tracker: Tracker | undefined): TrackerDraft {
  if (!tracker) return FIRST;
  const kept = Object.keys(FIRST).map((field) => [field, tracker[field as keyof Tracker]]);
  return { ...FIRST, ...Object.fromEntries(kept), token: "" };
}

/** Take another kind; the address of the former kind goes unless a person wrote it. */
export function withKind(draft: TrackerDraft, kind: TrackerKind): TrackerDraft {
  const own = draft.base_url !== KIND_FIELDS[draft.kind].address && draft.base_url !== "";
  return { ...draft, kind, base_url: own ? draft.base_url : KIND_FIELDS[kind].address };
}

/** The fields that the kind has, as the server takes them; an empty token keeps the one that is there. */
export function requestOf(draft: TrackerDraft): TrackerWrite {
  const { token, account, issue_type, close_status, ...rest } = draft;
  return {
    ...rest,
    name: draft.name.trim(),
    project: draft.project.trim(),
    ...(token && { token }),
    ...(KIND_FIELDS[draft.kind].account && { account }),
    ...(isJira(draft.kind) && { issue_type, close_status }),
  };
}

/** Whether what a test of the connection uses has not been saved. */
export function isConnectionChanged(draft: TrackerDraft, tracker: Tracker): boolean {
  const fields = ["base_url", "project", "account", "issue_type"] as const;
  return draft.token !== "" || fields.some((field) => draft[field] !== tracker[field]);
}

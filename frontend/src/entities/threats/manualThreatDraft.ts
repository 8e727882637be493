/** A manual threat while it is written: what the form holds, and the body that is sent. No React. */

import type { ManualThreat, Severity, ThreatDetail } from "@/api/types";
import { severityLabel } from "@/model/graph/severity";
import { sentenceCase } from "@/model/labels/categories";
import type { DraftDifference } from "@/ui/EditConflict";

/** Where a threat is: an element or flow by its uid, or the model without one. */
export interface ThreatPlace {
  on: ManualThreat["on"];
  uid: string;
  name: string;
  /** Of an element, and the name of what it is in: they tell it from others of its name. */
  kind?: string | undefined;
  within?: string | undefined;
}

export interface ManualDraft {
  place: ThreatPlace;
  title: string;
  description: string;
  categories: string[];
  severity: Severity;
  /** Ids of entries of the library. */
  references: string[];
  /** https links, one a line. */
  links: string;
}

export const WHOLE_MODEL: ThreatPlace = { on: "model", uid: "", name: "Whole model" };

export function emptyDraft(place: ThreatPlace): ManualDraft {
  const text = { title: "", description: "", links: "" };
  return { place, ...text, categories: [], severity: "medium", references: [] };
}

/** Return the draft that edits a threat as it is now. */
export function draftOf(threat: ThreatDetail): ManualDraft {
  const { subject, title, why, categories, severity, references } = threat;
  const ids = references.map(({ id }) => id);
  return {
    place: { on: subject.type, uid: subject.uid, name: subject.name },
    ...{ title, description: why, categories, severity },
    references: ids.filter((id) => !isLink(id)),
    links: ids.filter(isLink).join("\n"),
  };
}

export function bodyOf(draft: ManualDraft): ManualThreat {
  const { place, title, description, categories, severity, references, links } = draft;
  const urls = links.split(/\s+/).filter((one) => one !== "");
  return {
    ...{ on: place.on, uid: place.uid, title: title.trim(), description: description.trim() },
    categories: categories as ManualThreat["categories"],
    ...{ severity, references: [...references, ...urls] },
  };
}

/** Whether there is enough to save. */
export function isComplete(draft: ManualDraft): boolean {
  return draft.title.trim() !== "" && draft.categories.length > 0;
}

/** Return the fields in which two drafts of one threat differ, in words. */
export function draftDifferences(mine: ManualDraft, theirs: ManualDraft): DraftDifference[] {
  const rows: [string, (draft: ManualDraft) => string][] = [
    ["Element", ({ place }) => place.name],
    ["Title", ({ title }) => title.trim()],
    ["Description", ({ description }) => description.trim()],
    ["Categories", ({ categories }) => [...categories].sort().map(sentenceCase).join(", ")],
    ["Severity", ({ severity }) => severityLabel(severity)],
    ["References", (draft) => bodyOf(draft).references?.join(", ") ?? ""],
  ];
  return rows
    .map(([field, words]) => ({ field, mine: words(mine), theirs: words(theirs) }))
    .filter((row) => row.mine !== row.theirs);
}

function isLink(reference: string): boolean {
  return reference.startsWith("https://");
}

/** How a new model begins: empty, from a template, from files, or as a copy. No React. */
import type { ModelRow, Template } from "@/api/types";
import { type CheckedFiles, suggestName } from "@/entities/imports/importFiles";

export type StartKind = "blank" | "template" | "files" | "copy";

export const START_LABELS: Readonly<Record<StartKind, string>> = {
  blank: "Blank",
  template: "Template",
  files: "Files",
  copy: "Copy",
};

/** What was chosen for each way to begin; switching to another and back forgets nothing. */
export interface Choices {
  template: Template | null;
  files: CheckedFiles;
  copied: ModelRow | null;
}

/** A name until somebody types one. */
export function nameFor(kind: StartKind, { template, files, copied }: Choices): string {
  if (kind === "template") return template?.name ?? "";
  if (kind === "files") return suggestName(files.accepted.map((one) => one.path));
  if (kind === "copy") return copied ? copyName(copied.name) : "";
  return "";
}

const NAME_LENGTH = 200;

export function copyName(name: string): string {
  return `Copy of ${name}`.slice(0, NAME_LENGTH);
}

/** Whether enough was chosen to begin so. */
export function isChosen(kind: StartKind, { template, files, copied }: Choices): boolean {
  if (kind === "template") return template !== null;
  if (kind === "files") return files.usable;
  return kind === "blank" || copied !== null;
}

export const SUBMIT_LABELS: Readonly<Record<StartKind, string>> = {
  blank: "Create empty model",
  template: "Create from template",
  files: "Create and import",
  copy: "Duplicate",
};

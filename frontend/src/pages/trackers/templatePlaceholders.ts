/** What the templates of issues may name. No React. */

export interface Placeholder {
  name: string;
  meaning: string;
  /** Of the text alone. */
  bodyOnly: boolean;
}

const BOTH: readonly [string, string][] = [
  ["$number", "T7 or M3"],
  ["$title", "Title of the threat or the mitigation"],
  ["$model", "Name of the model"],
  ["$severity", "Of the threat, or of the worst that a mitigation treats"],
  ["$status", "Of the threat or the mitigation"],
  ["$link", "Address of the page in Bulkhead"],
];

const BODY: readonly [string, string][] = [
  ["$element", "What the threat is about"],
  ["$description", "Why it is a threat, or what is to be done"],
  ["$fix", "How a manifest should read, as code"],
  ["$threats", "Threats of a mitigation, or mitigations of a threat"],
  ["$due", "Due date"],
];

export const PLACEHOLDERS: readonly Placeholder[] = [
  ...BOTH.map(([name, meaning]) => ({ name, meaning, bodyOnly: false })),
  ...BODY.map(([name, meaning]) => ({ name, meaning, bodyOnly: true })),
];

/** Put `text` in the place of what is selected; returns the whole and where the caret goes. */
export function inserted(
  whole: string,
  text: string,
  start: number,
  end: number,
): { value: string; caret: number } {
  return { value: whole.slice(0, start) + text + whole.slice(end), caret: start + text.length };
}

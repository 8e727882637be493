/** What the templates of issues may name. No React. */

export interface Placeholder {
  name: string;
  meaning: string;
  /** Of the text alone. */
  bodyOnly: boolean;
}

const BOTH: readonly [string, string][] = [
  ["$number", "T7 or M3"],
  ["$title", "What it is called"],
  ["$model", "The name of the model"],
  ["$severity", "How severe the threat is"],
  ["$status", "The status here"],
  ["$link", "The address of its page"],
];

const BODY: readonly [string, string][] = [
  ["$element", "The element that it is about"],
  ["$description", "What can happen, or what is to be done"],
  ["$fix", "How the files should read"],
  ["$threats", "The threats that a mitigation treats, as a list"],
  ["$due", "Until when"],
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

/** The text of a comment: plain, with links and with people named by their id. No React. */
import type { Person } from "@/api/types";

export type Part =
  | { kind: "text"; text: string }
  | { kind: "link"; href: string }
  | { kind: "mention"; id: string; name: string };

const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const SPECIAL = new RegExp(`<@(${ID})>|(https?://[^\\s<>"']+)`, "g");
/** What ends a sentence around a link, and is no part of it. */
const AFTER_LINK = /[.,;:!?)\]}]+$/;

export const nameOf = (person: Person): string => person.name || person.email;

/** Take a text apart. Only http and https become links; somebody unknown has left. */
export function partsOf(text: string, people: readonly Person[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(SPECIAL)) {
    const [whole, id, address] = found;
    const href = address?.replace(AFTER_LINK, "");
    push(parts, text.slice(at, found.index));
    if (id) parts.push({ kind: "mention", id, name: nameIn(id, people) });
    else if (href) parts.push({ kind: "link", href });
    at = found.index + (href ?? whole).length;
  }
  push(parts, text.slice(at));
  return parts;
}

function push(parts: Part[], text: string): void {
  if (text) parts.push({ kind: "text", text });
}

function nameIn(id: string, people: readonly Person[]): string {
  const person = people.find((one) => one.id === id);
  return person ? nameOf(person) : "unknown person";
}

/** What the person edits: names instead of ids. */
export function toDraft(text: string, people: readonly Person[]): string {
  return partsOf(text, people)
    .map((part) => {
      if (part.kind === "mention") return `@${part.name}`;
      return part.kind === "link" ? part.href : part.text;
    })
    .join("");
}

/**
 * What is sent: ids instead of names. `people` in order of preference, for two of the same name.
 * The longest name that fits counts, so "@Anna" never means Ann.
 */
export function toText(draft: string, people: readonly Person[]): string {
  const byLength = [...people].sort((a, b) => nameOf(b).length - nameOf(a).length);
  let text = "";
  let rest = draft;
  for (;;) {
    const at = rest.indexOf("@");
    if (at < 0) return text + rest;
    const after = rest.slice(at + 1);
    const named = isWordEnd(rest.charAt(at - 1))
      ? byLength.find((one) => begins(after, nameOf(one)))
      : undefined;
    text += rest.slice(0, at) + (named ? `<@${named.id}>` : "@");
    rest = named ? after.slice(nameOf(named).length) : after;
  }
}

function begins(text: string, name: string): boolean {
  const same = text.slice(0, name.length).toLowerCase() === name.toLowerCase();
  return same && isWordEnd(text.charAt(name.length));
}

function isWordEnd(letter: string): boolean {
  return !/[\p{L}\p{N}_]/u.test(letter);
}

const LONGEST_QUERY = 40;

/** The name that is being typed before the caret, if any: where its @ stands, and what was typed of it. */
export function mentionAt(draft: string, caret: number): { start: number; query: string } | null {
  const before = draft.slice(0, caret);
  const start = before.lastIndexOf("@");
  if (start < 0 || !isWordEnd(before.charAt(start - 1))) return null;
  const query = before.slice(start + 1);
  if (query.length > LONGEST_QUERY || query.includes("\n") || query.split(" ").length > 3)
    return null;
  return { start, query };
}

/** Those whose name or address begins so, in any of its words. */
export function matching(people: readonly Person[], query: string): Person[] {
  const wanted = query.toLowerCase();
  return people.filter((person) => {
    const name = nameOf(person).toLowerCase();
    const words = [name, person.email.toLowerCase(), ...name.split(" ")];
    return name !== wanted && words.some((word) => word.startsWith(wanted));
  });
}

/** The draft with the name put in, and where the caret then stands. */
export function completed(
  draft: string,
  caret: number,
  start: number,
  person: Person,
): { draft: string; caret: number } {
  const head = `${draft.slice(0, start)}@${nameOf(person)} `;
  return { draft: head + draft.slice(caret).replace(/^ /, ""), caret: head.length };
}

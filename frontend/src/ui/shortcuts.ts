/**
 * Keyboard shortcuts: what is registered at the moment, and which of them a key press means. No React.
 *
 * Own code: the help dialog lists shortcuts by label and group, and what a key means depends on text fields and open dialogs.
 */
import { isTextField } from "./activeField";

export interface Shortcut {
  /** One key ("n", "/", "shift+ArrowUp") or two in a row ("g t"). `mod+` means Ctrl or Command, `mod+shift+` both. */
  keys: string;
  label: string;
  group: string;
  run: () => void;
  /** The key writes nothing and means this in text fields as well, though not in dialogs and menus. */
  inFields?: boolean | undefined;
  /** Whether the key means this at the moment; always, when it is left out. */
  when?: (() => boolean) | undefined;
}

const SEQUENCE_MS = 900;

/** The registry of one page; later registrations win. */
export class Shortcuts {
  #list: readonly Shortcut[] = [];
  #watchers = new Set<() => void>();
  #first = "";
  #firstAt = 0;

  readonly list = (): readonly Shortcut[] => this.#list;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  add(shortcut: Shortcut): () => void {
    this.#set([...this.#list, shortcut]);
    return () => this.#set(this.#list.filter((one) => one !== shortcut));
  }

  /** The shortcut that this key press completes, if any. */
  match(event: KeyPress, now: number): Shortcut | undefined {
    const key = keyName(event);
    const sequence = now - this.#firstAt < SEQUENCE_MS ? `${this.#first} ${key}` : "";
    const found = this.#find(sequence) ?? this.#find(key);
    const starts = !found && this.#list.some((one) => one.keys.startsWith(`${key} `));
    this.#first = starts ? key : "";
    this.#firstAt = starts ? now : 0;
    return found;
  }

  #find(keys: string): Shortcut | undefined {
    return this.#list.findLast((one) => one.keys === keys && (one.when?.() ?? true));
  }

  #set(list: readonly Shortcut[]): void {
    this.#list = list;
    for (const watcher of this.#watchers) watcher();
  }
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Return the key press as the registry writes it. */
export function keyName(event: KeyPress): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  // Signs are on other keys of other keyboards, with or without Shift; letters and named keys are not.
  const told = mod === "" ? key.length > 1 : key.length > 1 || /^[a-z]$/.test(key);
  return `${mod}${event.shiftKey && told ? "shift+" : ""}${key}`;
}

/** The keys as people read them: "Ctrl Shift Z", "G T". */
export function keyText(keys: string): string {
  return keys
    .replace("mod+", "Ctrl ")
    .replace("shift+", "Shift ")
    .replace("Delete", "Del")
    .replace("Arrow", "")
    .replace(/\b[a-z]\b/g, (letter) => letter.toUpperCase());
}

const OVERLAYS = "[role=dialog], [role=menu]";

/** True in a text field from which a function key may lead away. */
export function isInOpenField(target: EventTarget | null): boolean {
  return isTextField(target) && !target.closest(OVERLAYS);
}

/** True when the key belongs to what the person is writing in, or to an open dialog. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest(OVERLAYS)) return true;
  return isTextField(target) || target instanceof HTMLSelectElement;
}

/** Shortcuts by group, in order of first appearance; of two in a group with the same keys the later one counts. */
export function groupShortcuts(list: readonly Shortcut[]): [group: string, members: Shortcut[]][] {
  const latest = [...new Map(list.map((one) => [`${one.group}: ${one.keys}`, one])).values()];
  const groups = new Map<string, Shortcut[]>();
  for (const one of latest) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

export const shortcuts = new Shortcuts();

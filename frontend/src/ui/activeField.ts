/**
 * The text field that a person is at, for when it goes away underneath them, as when a colleague deletes what they name:
 * the letters that follow were meant for the field, and are no shortcuts. No React.
 */

/** Who writes on without looking pauses no longer than this. */
const PAUSE_MS = 1_500;

/** Keys by which a person leaves a field. */
const ENDING = ["Enter", "Escape", "Tab"];

type TextField = HTMLInputElement | HTMLTextAreaElement;

export interface FieldValue {
  /** What the field is called. */
  label: string;
  /** What stands in it; "" where nothing was changed. */
  text: string;
  /** Uid of the element or flow that it is about, from the `data-subject` around it. */
  subject: string | null;
}

export class ActiveField {
  #field: TextField | null = null;
  #changed = false;
  /** When the last key came that found no field, or the field was taken away; null while it is there. */
  #strayAt: number | null = null;
  #written: FieldValue | null = null;

  /** The person is at this field, having come to it or pressed a key or written in it. */
  at(field: TextField, key: string | null = null): void {
    if (key !== null && ENDING.includes(key)) {
      this.left();
      return;
    }
    if (field !== this.#field) this.#changed = false;
    this.#field = field;
    this.#strayAt = null;
    this.#note();
  }

  wrote(field: TextField): void {
    this.at(field);
    this.#changed = true;
    this.#note();
  }

  /** The person has left the field by themselves, or gone elsewhere. */
  left(): void {
    this.#field = null;
    this.#written = null;
    this.#strayAt = null;
  }

  /** What is being written, also when the field is gone already. */
  current(): FieldValue | null {
    return this.#written;
  }

  /** What the field is about is gone, and the field will be. */
  takenAway(now: number): void {
    if (this.#field) this.#strayAt = now;
  }

  /** Whether the field has gone while the person was in it. */
  isTakenAway(): boolean {
    return this.#field !== null && (this.#strayAt !== null || !this.#field.isConnected);
  }

  /** Whether a key that is pressed outside every field was meant for the one that went away. */
  isStray(now: number): boolean {
    if (!this.isTakenAway()) return false;
    if (this.#strayAt !== null && now - this.#strayAt > PAUSE_MS) {
      this.left();
      return false;
    }
    this.#strayAt = now;
    return true;
  }

  // While the field is there: where it stood is not to be found out afterwards.
  #note(): void {
    const field = this.#field;
    if (!field) return;
    const subject = field.closest<HTMLElement>("[data-subject]")?.dataset.subject ?? null;
    const label = field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent ?? "";
    // Where one writes at length, a draft from before is one's own as well.
    const own = this.#changed || field instanceof HTMLTextAreaElement;
    this.#written = { label, text: own ? field.value : "", subject };
  }
}

export const writing = new ActiveField();

/** True for what takes letters. */
export function isTextField(target: EventTarget | null): target is TextField {
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement;
}

/** Follow the person through the fields of the page; returns how to stop. */
export function watchActiveField(page: Window, to: ActiveField = writing): () => void {
  const onFocus = ({ target }: Event): void => (isTextField(target) ? to.at(target) : to.left());
  const onInput = ({ target }: Event): void => {
    if (isTextField(target)) to.wrote(target);
  };
  const onKey = ({ target, key }: KeyboardEvent): void => {
    if (isTextField(target)) to.at(target, key);
  };
  const onPointer = (): void => to.left();
  page.addEventListener("focusin", onFocus, true);
  page.addEventListener("input", onInput, true);
  page.addEventListener("keydown", onKey, true);
  page.addEventListener("pointerdown", onPointer, true);
  return () => {
    page.removeEventListener("focusin", onFocus, true);
    page.removeEventListener("input", onInput, true);
    page.removeEventListener("keydown", onKey, true);
    page.removeEventListener("pointerdown", onPointer, true);
  };
}

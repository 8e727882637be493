/** Completion of names in a text field: who fits what is typed after an @, and the keys to choose. */
import {
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { Person } from "@/api/types";
import { completed, matching, mentionAt } from "./mentionText";

const SHOWN = 6;

interface Names {
  /** Those who were chosen from the list, the latest first. */
  chosen: readonly Person[];
  /** For the field. */
  field: {
    ref: RefObject<HTMLTextAreaElement | null>;
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => void;
    onSelect: () => void;
    onBlur: () => void;
    "aria-autocomplete": "list";
    "aria-controls": string | undefined;
    "aria-activedescendant": string | undefined;
  };
  list: {
    id: string;
    people: readonly Person[];
    active: number;
    onChoose: (person: Person) => void;
  };
  /** True when the key was meant for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean;
}

export function useMentions(
  people: readonly Person[],
  draft: string,
  setDraft: (draft: string) => void,
): Names {
  const id = useId();
  const ref = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const moveTo = useRef<number | null>(null);
  useEffect(() => {
    // The caret can only be put where the new text is there already.
    if (moveTo.current === null || !ref.current) return;
    ref.current.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = null;
  });

  const at = caret === null ? null : mentionAt(draft, caret);
  const open = at !== null && at.start !== closedAt;
  const found = open ? matching(people, at.query).slice(0, SHOWN) : [];
  const marked = Math.min(active, found.length - 1);
  const choose = (person: Person) => {
    if (!at || caret === null) return;
    const next = completed(draft, caret, at.start, person);
    setDraft(next.draft);
    setChosen([person, ...chosen]);
    setCaret(null);
    moveTo.current = next.caret;
    ref.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const person = found[marked];
    if (!person || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown") setActive((marked + 1) % found.length);
    else if (event.key === "ArrowUp") setActive((marked + found.length - 1) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(person);
    else if (event.key === "Escape") setClosedAt(at?.start ?? null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    chosen,
    field: {
      ref,
      onChange: (event) => {
        setDraft(event.currentTarget.value);
        setCaret(event.currentTarget.selectionStart);
        setActive(0);
      },
      onSelect: () => setCaret(ref.current?.selectionStart ?? null),
      onBlur: () => setCaret(null),
      "aria-autocomplete": "list",
      "aria-controls": found.length > 0 ? id : undefined,
      "aria-activedescendant": found.length > 0 ? `${id}-${marked}` : undefined,
    },
    list: { id, people: found, active: marked, onChoose: choose },
    onKeyDown,
  };
}

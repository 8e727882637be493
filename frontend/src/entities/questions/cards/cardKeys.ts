/** What keys do on a card: Enter opens it, D puts it off, Y and N answer its only fact. */
import type { KeyboardEvent } from "react";
import type { QuestionCard } from "@/api/types";
import { controlFor } from "@/model/labels/questionAnswers";

const YES_NO: Readonly<Record<string, boolean>> = { y: true, n: false };

export type CardKey = "toggle" | "defer" | { values: Record<string, boolean> };

/** Return what a key pressed on the card itself means there; null where it means nothing. */
export function cardKey(event: KeyboardEvent<HTMLElement>, card: QuestionCard): CardKey | null {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
    return null;
  }
  if (event.key === "Enter") return "toggle";
  return event.key === "d" ? "defer" : yesOrNo(event.key, card);
}

function yesOrNo(key: string, { parts }: QuestionCard): CardKey | null {
  const [only] = parts;
  const value = YES_NO[key];
  if (value === undefined || !only || parts.length > 1) return null;
  return controlFor(only.type) === "yes-no" ? { values: { [only.id]: value } } : null;
}

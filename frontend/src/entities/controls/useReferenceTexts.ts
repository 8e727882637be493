/** The texts of references whose ids a form holds. */
import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import type { Reference } from "@/api/types";
import { referenceText } from "@/model/labels/references";
import { referencesQuery } from "./queries";

/** Return the texts by id, of what was found and of what is chosen; they are kept when the search changes. */
export function useReferenceTexts(
  chosen: readonly string[],
  found: readonly Reference[],
): ReadonlyMap<string, string> {
  const texts = useRef(new Map<string, string>()).current;
  const add = (references: readonly Reference[]): void => {
    for (const reference of references) texts.set(reference.id, referenceText(reference));
  };
  add(found);
  const missing = chosen.filter((id) => !texts.has(id));
  const answers = useQueries({ queries: missing.map((id) => referencesQuery(id)) });
  for (const { data } of answers) add(data?.results ?? []);
  return texts;
}

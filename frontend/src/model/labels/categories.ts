/** The categories of the methods of threat modeling, as the catalogue of the server lists them. */
import type { Catalogue } from "@/api/types";

export type Method = Catalogue["methods"][number];

export interface Category {
  id: string;
  /** The method it belongs to, and what that applies to; absent when the catalogue has no such category. */
  method?: Pick<Method, "id" | "name" | "subjects">;
  letter: string;
  label: string;
  meaning: string;
  /** Name in the first edition of the method, where it differs from the current one. */
  classic?: string;
}

/** Return the methods by which rules find threats. */
export function byRules(methods: readonly Method[]): Method[] {
  return methods.filter((method) => method.found_by === "rules");
}

/** Return the categories of these methods, in their order. */
export function categoriesOf(methods: readonly Method[]): Category[] {
  return methods.flatMap((method) =>
    method.categories.map(({ id, letter, name, classic_name: classic, meaning }) => ({
      id,
      method,
      letter,
      label: name,
      meaning,
      ...(classic === name ? {} : { classic }),
    })),
  );
}

/** Return the category, or one made from the id itself so that no id of the server is lost. */
export function categoryOf(id: string, methods: readonly Method[]): Category {
  const label = sentenceCase(id);
  const known = categoriesOf(methods).find((category) => category.id === id);
  return known ?? { id, label, letter: label.charAt(0), meaning: label };
}

/** Return "Linking (LINDDUN, classic name Linkability)" for a tooltip. */
export function categoryTitle({ label, method, classic }: Category): string {
  if (!method) return label;
  return `${label} (${method.name}${classic ? `, classic name ${classic}` : ""})`;
}

/** Return "non-compliance" as "Non compliance" and "runs_as" as "Runs as". */
export function sentenceCase(id: string): string {
  const words = id.replaceAll(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

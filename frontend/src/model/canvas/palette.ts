/** The kinds a person can draw, in the groups they are looked for in. */
import { PALETTES } from "@/api/catalogue.gen";
import { drawingOf, type Kinds, kindInfo } from "@/model/graph/elementKinds";

export interface PaletteGroup {
  label: string;
  kinds: readonly string[];
}

/** Return the groups with the kinds that match the words; a kind in no group comes last. */
export function paletteGroups(kinds: Kinds, query = ""): PaletteGroup[] {
  const drawn = [...kinds].filter(([, info]) => info.drawn).map(([id]) => id);
  const groups = [...PALETTES, { id: null, label: "Other" }];
  return groups
    .map(({ id, label }) => ({
      label,
      kinds: drawn.filter(
        (kind) => (drawingOf(kind)?.palette ?? null) === id && matches(kinds, label, kind, query),
      ),
    }))
    .filter((group) => group.kinds.length > 0);
}

function matches(kinds: Kinds, group: string, kind: string, query: string): boolean {
  const text = `${kind} ${kindInfo(kinds, kind).label} ${group}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

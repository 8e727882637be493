/** What a person can draw: the kinds, in the groups they are looked for in, and products and people by their names. */
import { PALETTES } from "@/api/catalogue.gen";
import { PRODUCTS } from "@/api/products.gen";
import { drawingOf, type Kinds, kindInfo } from "@/model/graph/elementKinds";
import { type Findable, findElements } from "./elementSearch";

/** Something known by its name: an element of this kind that is called so, and what is known of each one. */
export interface Product {
  name: string;
  kind: string;
  facts?: Readonly<Record<string, string | boolean>>;
  keywords?: readonly string[];
}

export interface PaletteItem extends Findable {
  /** What a new element is; null for one of the kind of which nothing else is known. */
  product: Product | null;
}

export interface PaletteGroup {
  label: string;
  items: readonly PaletteItem[];
}

const PRODUCTS_SHOWN = 12;

/** Return all that can be drawn: the kinds, in their groups' order, and the products, which only a search finds. */
export function paletteItems(kinds: Kinds): PaletteItem[] {
  return [...kindGroups(kinds).flatMap(({ items }) => items), ...productItems(kinds)];
}

/** Return the groups with the kinds that match the words, and the products that do; none without words. */
export function paletteGroups(kinds: Kinds, query = ""): PaletteGroup[] {
  const groups = kindGroups(kinds).map(({ label, items }) => ({
    label,
    items: items.filter((item) => matches(item, label, query)),
  }));
  const named = query.trim() === "" ? [] : findElements(productItems(kinds), query, PRODUCTS_SHOWN);
  return [...groups, { label: "Products and people", items: named }].filter(
    ({ items }) => items.length > 0,
  );
}

/** A kind in no group comes last. */
function kindGroups(kinds: Kinds): PaletteGroup[] {
  const drawn = [...kinds].filter(([, info]) => info.drawn).map(([id]) => id);
  return [...PALETTES, { id: null, label: "Other" }].map(({ id, label }) => ({
    label,
    items: drawn
      .filter((kind) => (drawingOf(kind)?.palette ?? null) === id)
      .map((kind) => ({
        uid: kind,
        kind,
        name: kindInfo(kinds, kind).label,
        keywords: drawingOf(kind)?.keywords ?? [],
        product: null,
      })),
  }));
}

function productItems(kinds: Kinds): PaletteItem[] {
  return (PRODUCTS as readonly Product[])
    .filter(({ kind }) => kinds.has(kind))
    .map((product) => ({
      uid: product.name,
      kind: product.kind,
      name: product.name,
      keywords: product.keywords ?? [],
      onlySearched: true,
      product,
    }));
}

function matches(
  { kind, name, keywords = [] }: PaletteItem,
  group: string,
  query: string,
): boolean {
  const text = [kind, name, group, ...keywords].join(" ").toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

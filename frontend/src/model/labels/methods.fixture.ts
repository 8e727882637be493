/** Methods as the catalogue lists them, for tests: two that ship, cut short, and one that no code names. */
import type { Method } from "./categories";

const category = (id: string, letter: string, name: string, classic = name) =>
  ({
    id,
    letter,
    name,
    classic_name: classic,
    endangers: "x",
    meaning: `${name} happens.`,
  }) as Method["categories"][number];

const method = (
  id: string,
  name: string,
  subjects: Method["subjects"],
  categories: Method["categories"],
) =>
  ({
    id,
    name,
    about: name,
    subjects,
    found_by: "rules",
    references: [],
    categories,
  }) as unknown as Method;

export const STRIDE = method("stride", "STRIDE", "all", [
  category("spoofing", "S", "Spoofing"),
  category("tampering", "T", "Tampering"),
  category("repudiation", "R", "Repudiation"),
]);
export const LINDDUN = method("linddun", "LINDDUN", "personal-data", [
  category("linking", "L", "Linking", "Linkability"),
  category("non-compliance", "Nc", "Non-compliance"),
]);
export const TOY = method("toy", "TOY", "all", [category("breaking", "Br", "Breaking")]);

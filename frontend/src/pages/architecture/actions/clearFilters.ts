import { isFiltered, NO_FILTERS } from "@/model/canvas/filterMatches";
import type { EditorAction } from "./types";

export const clearFilters: EditorAction = {
  label: "Clear all filters",
  keys: ["w w"],
  applies: ({ filters }) => isFiltered(filters),
  run: ({ setFilters, announce }) => {
    setFilters(NO_FILTERS);
    announce("All filters are off");
  },
};

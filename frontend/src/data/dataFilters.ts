/** The filters of the table of data sets. */
import type { Filter } from "../ui/FilterBar";
import { CLASSIFICATIONS, choices } from "./words";

export const DATA_FILTERS: readonly Filter[] = [
  { id: "classification", label: "Classification", options: choices(CLASSIFICATIONS) },
  {
    id: "personal_data",
    label: "Personal data",
    single: true,
    options: [
      { value: "true", label: "Personal" },
      { value: "false", label: "Not personal" },
    ],
  },
];

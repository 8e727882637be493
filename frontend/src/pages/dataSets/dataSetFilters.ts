/** The filters of the table of data sets. */

import { CLASSIFICATIONS, choicesOf } from "@/entities/dataSets/classificationLabels";
import type { Filter } from "@/ui/filterTypes";

export const DATA_FILTERS: readonly Filter[] = [
  { id: "classification", label: "Classification", options: choicesOf(CLASSIFICATIONS) },
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

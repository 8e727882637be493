/** A filter of a list and its options. */
import type { ReactNode } from "react";

export interface FilterOption {
  value: string;
  label: string;
  icon?: ReactNode;
  count?: number | undefined;
}

export interface Filter {
  /** The query parameter. */
  id: string;
  label: string;
  options: readonly FilterOption[];
  /** Only one value at a time. */
  single?: boolean;
}

/** The selection of the threat list; another filter starts a new one, another page or order does not. */
import { useMemo, useState } from "react";
import type { Severity, ThreatRow, ThreatSelection } from "@/api/types";
import type { ThreatQuery } from "@/entities/threats/queries";
import type { RowSelection } from "@/ui/tableColumn";
import { rowLabel } from "./rowKey";
import {
  EVERYTHING,
  extended,
  isSelected,
  NOTHING,
  type SelectionState,
  selectedCount,
  selectionOf,
  toggled,
  toggledAll,
  worstSelected,
} from "./selectionState";

export interface ThreatSelectionControl extends RowSelection<ThreatRow> {
  count: number;
  all: boolean;
  selectAll: () => void;
  clear: () => void;
  /** As the server takes it; null where nothing is selected. */
  request: ThreatSelection | null;
  filter: ThreatSelection["filter"];
  /** The worst severity of what is selected, as far as these rows and those chosen before tell. */
  worst: (shown: readonly ThreatRow[]) => Severity | null;
}

/** `total` is how many threats the filter finds. */
export function useThreatSelection(wanted: ThreatQuery, total: number): ThreatSelectionControl {
  const filter = useMemo(() => filterOf(wanted), [wanted]);
  const key = JSON.stringify([filter, wanted.roll_up, wanted.group_by]);
  const [held, setHeld] = useState({ key, state: NOTHING });
  const state = held.key === key ? held.state : NOTHING;
  return useMemo(() => {
    const set = (next: SelectionState): void => setHeld({ key, state: next });
    const count = selectedCount(state, total);
    return {
      has: (row) => isSelected(state, row),
      toggle: (row) => set(toggled(state, row)),
      // Two steps of one key press follow each other before the page is drawn again.
      extend: (row, rows) =>
        setHeld((now) => ({
          key,
          state: extended(now.key === key ? now.state : NOTHING, row, rows),
        })),
      toggleAll: (rows) => set(toggledAll(state, rows)),
      label: rowLabel,
      count,
      all: state.all,
      selectAll: () => set(EVERYTHING),
      clear: () => set(NOTHING),
      request: count > 0 ? selectionOf(state, filter) : null,
      filter,
      worst: (shown) => worstSelected(state, shown),
    };
  }, [key, state, total, filter]);
}

/** The filter without what orders the list and cuts it into pages and rows. */
export function filterOf(wanted: ThreatQuery): ThreatSelection["filter"] {
  const { page: _page, page_size: _size, ordering: _order, ...rest } = wanted;
  const { roll_up: _rolled, group_by: _grouped, ...filter } = rest;
  return filter as ThreatSelection["filter"];
}

/** The keys that walk and select the rows of the list from anywhere on the page; those of a row are its own. */
import type { RefObject } from "react";
import type { ThreatRow } from "@/api/types";
import { useShortcut } from "@/ui/useShortcut";
import type { ThreatSelectionControl } from "./useThreatSelection";

const GROUP = "Rows";

export function useRowKeys(
  selection: ThreatSelectionControl,
  active: RefObject<ThreatRow | null>,
  canEdit: boolean,
): void {
  const onActive = (run: (row: ThreatRow) => void) => () => {
    if (active.current) run(active.current);
    else focusRow();
  };
  useShortcut({ keys: "j", label: "Next row, with Shift select", group: GROUP, run: focusRow });
  useShortcut({ keys: "k", label: "Previous row, with Shift select", group: GROUP, run: focusRow });
  useShortcut(
    {
      keys: "x",
      label: "Select the row, with Shift all up to it",
      group: GROUP,
      run: onActive(selection.toggle),
    },
    canEdit,
  );
  useShortcut(
    { keys: "*", label: "Select all that match", group: GROUP, run: selection.selectAll },
    canEdit,
  );
}

/** Move the focus to the row that it was on last, else to the first. */
function focusRow(): void {
  document.querySelector<HTMLElement>("[role=grid] tbody [role=row][tabindex='0']")?.focus();
}

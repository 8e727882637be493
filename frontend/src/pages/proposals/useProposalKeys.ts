/** The keys that walk, select and decide the proposals from anywhere on the page. */
import type { RefObject } from "react";
import type { Proposal } from "@/api/types";
import type { RowSelection } from "@/ui/tableColumn";
import { useShortcut } from "@/ui/useShortcut";
import type { Decision } from "./decision";

const GROUP = "Proposals";

interface ProposalKeys {
  selection: RowSelection<Proposal>;
  active: RefObject<Proposal | null>;
  enabled: boolean;
  /** Decide what is selected, else the row with the focus; false where there is neither. */
  decide: (decision: Decision) => boolean;
}

export function useProposalKeys({ selection, active, enabled, decide }: ProposalKeys): void {
  const ask = (decision: Decision) => () => {
    if (!decide(decision)) focusRow();
  };
  const select = (): void => {
    if (active.current) selection.toggle(active.current);
    else focusRow();
  };
  const walk = { group: GROUP, run: focusRow };
  useShortcut({ ...walk, keys: "j", label: "Next row, with Shift select" });
  useShortcut({ ...walk, keys: "k", label: "Previous row, with Shift select" });
  useShortcut(
    { keys: "x", label: "Select the row, with Shift all up to it", group: GROUP, run: select },
    enabled,
  );
  useShortcut({ keys: "a", label: "Accept", group: GROUP, run: ask("accept") }, enabled);
  useShortcut({ keys: "r", label: "Reject", group: GROUP, run: ask("reject") }, enabled);
}

/** Move the focus to the row that it was on last, else to the first. */
function focusRow(): void {
  document.querySelector<HTMLElement>("main tbody [role=row][tabindex='0']")?.focus();
}

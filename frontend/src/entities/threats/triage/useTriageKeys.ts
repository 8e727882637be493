/** The keys of triage; the help lists them. */
import { useShortcut } from "@/ui/useShortcut";
import { TRIAGE_MODES, type TriageMode } from "./triageModes";
import type { Triage } from "./useTriage";

const GROUP = "Triage";

export function useTriageKeys(triage: Triage, canTriage: boolean): void {
  const enabled = canTriage && triage.asking === null; // what follows is for the dialog
  useModeKey(triage, "not-applicable", enabled);
  useModeKey(triage, "needs-info", enabled);
  useModeKey(triage, "open", enabled);
  useModeKey(triage, "assign", enabled);
  useModeKey(triage, "due", enabled);
  useModeKey(triage, "mitigate", enabled);
  useModeKey(triage, "tags", enabled);
  useModeKey(triage, "comment", enabled);
  useShortcut(
    { keys: "u", label: "Undo the latest change", group: GROUP, run: triage.undo },
    enabled,
  );
}

function useModeKey(triage: Triage, mode: TriageMode, enabled: boolean): void {
  const { key = "", label } = TRIAGE_MODES[mode];
  useShortcut({ keys: key, label, group: GROUP, run: () => triage.start(mode) }, enabled);
}

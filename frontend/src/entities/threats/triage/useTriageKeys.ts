/** The keys of triage; the help lists them. */
import { useEffect, useRef } from "react";
import { shortcuts } from "@/ui/shortcuts";
import { TRIAGE_MODES, TRIAGE_ORDER } from "./triageModes";
import type { Triage } from "./useTriage";

const GROUP = "Triage";

export function useTriageKeys(triage: Triage, canTriage: boolean): void {
  const current = useRef(triage);
  useEffect(() => {
    current.current = triage;
  });
  const enabled = canTriage && triage.asking === null; // what follows is for the dialog
  useEffect(() => {
    if (!enabled) return;
    const removers = TRIAGE_ORDER.flatMap((mode) => {
      const { key, label } = TRIAGE_MODES[mode];
      const run = () => current.current.start(mode);
      return key ? [shortcuts.add({ keys: key, label, group: GROUP, run })] : [];
    });
    const undo = () => current.current.undo();
    removers.push(
      shortcuts.add({ keys: "u", label: "Undo the latest change", group: GROUP, run: undo }),
    );
    return () => {
      for (const remove of removers) remove();
    };
  }, [enabled]);
}

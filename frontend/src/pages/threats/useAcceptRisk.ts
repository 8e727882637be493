/** Asks for the acceptance of the risk of selected threats, else of the row with the focus. */
import { useState } from "react";
import type { TriageTarget } from "@/entities/threats/triage/useTriage";
import { toast } from "@/ui/toast";
import { useShortcut } from "@/ui/useShortcut";

export interface AcceptRisk {
  /** The threats that the dialog is about. */
  asking: TriageTarget | null;
  start: () => void;
  close: () => void;
}

export function useAcceptRisk(target: () => TriageTarget | null, enabled: boolean): AcceptRisk {
  const [asking, setAsking] = useState<TriageTarget | null>(null);
  const start = (): void => {
    const meant = target();
    if (meant) setAsking(meant);
    else toast.info("Select a threat first");
  };
  const shortcut = { keys: "r", label: "Accept risk", group: "Triage", run: start };
  useShortcut(shortcut, enabled && asking === null);
  return { asking, start, close: () => setAsking(null) };
}

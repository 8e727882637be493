/** Does something with the selected threats: asks for what is missing, sends it as one change, and takes it back. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { SeenThreats, Severity, ThreatChangeRequest, ThreatSelection } from "@/api/types";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { takeBack, useUndoableMutation } from "@/ui/useUndoableMutation";
import { changeThreats, undoThreatChange } from "../actions/changeThreats";
import type { TriageMode } from "./triageModes";

/** The threats that are meant, as the person saw them. */
export interface TriageTarget {
  selection: ThreatSelection;
  seen: SeenThreats;
  count: number;
  /** The worst of them, as far as it is known. */
  severity: Severity | null;
  /** "T12" or "60 threats". */
  label: string;
}

export interface Triage {
  /** What is being asked for, and for which threats. */
  asking: (TriageTarget & { mode: TriageMode }) | null;
  start: (mode: TriageMode) => void;
  close: () => void;
  submit: (change: ThreatChangeRequest, done: string) => void;
  isPending: boolean;
  undo: () => void;
}

/** `target` says which threats are meant when it begins, at once or when the server has told it; null for none. */
export function useTriage(
  target: () => TriageTarget | null | Promise<TriageTarget>,
  onDone?: () => void,
): Triage {
  const { id } = useModel();
  const client = useQueryClient();
  const step = useUndoableMutation(changeThreats, id);
  const [asking, setAsking] = useState<Triage["asking"]>(null);
  const latest = useRef<string | null>(null);
  const ask = async (mode: TriageMode): Promise<void> => {
    const meant = await target();
    if (meant) setAsking({ ...meant, mode });
    else toast.info("Select a threat first");
  };
  return {
    asking,
    start: (mode) => void ask(mode).catch(toast.error),
    close: () => setAsking(null),
    submit: (change, done) => {
      if (!asking) return;
      step.mutate(
        { selection: asking.selection, seen: asking.seen, change, done },
        {
          onSuccess: ({ group }) => {
            latest.current = group;
            setAsking(null);
            onDone?.();
          },
        },
      );
    },
    isPending: step.isPending,
    undo: () => {
      if (latest.current === null) toast.info("Nothing to undo");
      else void takeBack(client, id, undoThreatChange(latest.current));
      latest.current = null;
    },
  };
}

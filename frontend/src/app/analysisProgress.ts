/** Which analyses of the open model take longer than a moment. An edit's takes less, and nobody is told. */
import type { LiveMessage } from "@/collab/connection";
import { isEnded } from "@/entities/jobs/jobState";

export const A_MOMENT_MS = 800;

export interface AnalysisWatch {
  /** Take in one message of the socket. */
  hear: (message: LiveMessage) => void;
  /** Forget all of them: the socket is closed, and the server tells anew when it opens. */
  clear: () => void;
}

/** `onChange` hears whether any analysis is slow, each time that may have changed. */
export function watchAnalyses(onChange: (slow: boolean) => void): AnalysisWatch {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const slow = new Set<string>();

  function forget(job: string): void {
    clearTimeout(waiting.get(job));
    waiting.delete(job);
    slow.delete(job);
    onChange(slow.size > 0);
  }

  return {
    hear: (message) => {
      if (message.type !== "job" || message.job.kind !== "analyze") return;
      const { id } = message.job;
      if (isEnded(message.job)) return forget(id);
      if (waiting.has(id)) return;
      const timer = setTimeout(() => {
        slow.add(id);
        onChange(true);
      }, A_MOMENT_MS);
      waiting.set(id, timer);
    },
    clear: () => {
      for (const job of [...waiting.keys()]) forget(job);
    },
  };
}

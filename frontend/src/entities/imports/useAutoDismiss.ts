/** When the card of an import that has ended goes away by itself. */
import { useEffect, useRef, useState } from "react";
import type { Job } from "@/api/types";
import { isEnded } from "@/entities/jobs/jobState";
import { remainingProblems } from "./importJob";

/** Long enough to read the figures. */
const SHOWN_MS = 8_000;

/** Whether the card says something that one has to read: a failure, an error or a warning. Notes are none. */
function needsAttention(job: Job): boolean {
  return (
    job.state === "failed" || remainingProblems(job).some(({ severity }) => severity !== "info")
  );
}

/**
 * Close the card once the page is left on which one saw the import end, and, where there is nothing to read, after a
 * while without the pointer or the focus on it. Return what is put on the card.
 */
export function useAutoDismiss(job: Job | undefined, page: string, onClose: () => void) {
  const ended = job !== undefined && isEnded(job);
  const quiet = ended && !needsAttention(job);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  const endedOn = useRef<string | null>(null);
  useEffect(() => {
    if (!ended) return;
    endedOn.current ??= page;
    if (endedOn.current !== page) close.current();
  }, [ended, page]);
  const held = hovered || focused;
  useEffect(() => {
    if (!quiet || held) return;
    const timer = setTimeout(() => close.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [quiet, held]);
  return {
    onPointerEnter: () => setHovered(true),
    onPointerLeave: () => setHovered(false),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
  };
}

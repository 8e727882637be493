/** A link to a comment opens what is closed before it: on a phone, the details of what it is pinned to. */
import { useEffect, useRef } from "react";
import { useSearchParams } from "@/ui/useSearchParams";

export function useLinkedComment(open: () => void): void {
  const comment = useSearchParams()[0].comment;
  const run = useRef(open);
  useEffect(() => {
    run.current = open;
  });
  useEffect(() => {
    if (comment) run.current();
  }, [comment]);
}

/** A link to a comment opens what is closed before it: on a phone, the details of what it is pinned to. */
import { useEffect, useRef } from "react";
import { useAddress } from "@/ui/useSearchParams";

export function useAskedComment(open: () => void): void {
  const comment = useAddress()[0].comment;
  const run = useRef(open);
  useEffect(() => {
    run.current = open;
  });
  useEffect(() => {
    if (comment) run.current();
  }, [comment]);
}

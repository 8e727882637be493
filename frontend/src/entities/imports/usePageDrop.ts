/** Lets files be dropped anywhere on the page. */
import { useEffect, useRef, useState } from "react";
import { toast } from "@/ui/toast";
import { type Candidate, fromDrop } from "./importFiles";

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Calls `onFiles` with what is dropped; returns true while something is dragged over the page. */
export function usePageDrop(onFiles: (files: Candidate[]) => void, enabled = true): boolean {
  const [over, setOver] = useState(false);
  const handler = useRef(onFiles);
  useEffect(() => {
    handler.current = onFiles;
  });

  useEffect(() => {
    if (!enabled) return;
    // Entering a child fires before leaving its parent, so the depth is counted.
    let depth = 0;
    const settle = (next: number) => {
      depth = Math.max(0, next);
      setOver(depth > 0);
    };
    const enter = (event: DragEvent) => hasFiles(event) && settle(depth + 1);
    const leave = (event: DragEvent) => hasFiles(event) && settle(depth - 1);
    const allow = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      settle(0);
      fromDrop(event.dataTransfer)
        .then((files) => {
          if (files.length > 0) handler.current(files);
          else toast.info("There are no YAML or JSON files in what you dropped.");
        })
        .catch(() => toast.error("The files could not be read."));
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", drop);
      setOver(false);
    };
  }, [enabled]);
  return over;
}

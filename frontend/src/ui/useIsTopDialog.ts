/** Knows which of the dialogs that are open is on top: Escape closes that one alone. */
import { useEffect, useState, useSyncExternalStore } from "react";

let open: readonly symbol[] = [];
const watchers = new Set<() => void>();

function change(next: readonly symbol[]): void {
  open = next;
  for (const changed of watchers) changed();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

/** Return whether no dialog was opened after this one. */
export function useIsTopDialog(opened = true): boolean {
  const [self] = useState(() => Symbol("dialog"));
  useEffect(() => {
    if (!opened) return;
    change([...open, self]);
    return () => change(open.filter((one) => one !== self));
  }, [opened, self]);
  return useSyncExternalStore(watch, () => open.at(-1) === self);
}

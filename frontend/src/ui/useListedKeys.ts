/** Lists keys in the help that rows, or whatever has the focus, hear themselves. */
import { useEffect } from "react";
import { shortcuts } from "./shortcuts";

export type ListedKeys = readonly (readonly [keys: string, label: string])[];

/** `listed` is a constant. */
export function useListedKeys(group: string, listed: ListedKeys, enabled = true): void {
  useEffect(() => {
    if (!enabled) return;
    const removers = listed.map(([keys, label]) =>
      shortcuts.add({ keys, label, group, when: () => false, run: () => undefined }),
    );
    return () => {
      for (const remove of removers) remove();
    };
  }, [group, listed, enabled]);
}

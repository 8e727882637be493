/** Registers a keyboard shortcut for as long as the component is shown. */
import { useEffect, useRef } from "react";
import { watchActiveField, writing } from "./activeField";
import { isInOpenField, isTyping, type Shortcut, shortcuts } from "./shortcuts";

/** `keys`: "n", "/", "g t", "mod+k". It appears in the help dialog under `group`. */
export function useShortcut(shortcut: Shortcut, enabled = true): void {
  const { keys, label, group } = shortcut;
  const run = useRef(shortcut.run);
  useEffect(() => {
    run.current = shortcut.run;
  });
  useEffect(() => {
    if (!enabled) return;
    return shortcuts.add({ keys, label, group, run: () => run.current() });
  }, [keys, label, group, enabled]);
}

/** Listens to the keyboard; mounted once, at the root. */
export function useShortcutListener(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const found = isTyping(event.target) ? matchInField(event) : matchOutside(event);
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    const stopWatching = watchActiveField(window);
    window.addEventListener("keydown", onKeyDown);
    return () => {
      stopWatching();
      window.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

function matchOutside(event: KeyboardEvent): Shortcut | undefined {
  const now = Date.now();
  return writing.isStray(now) ? undefined : shortcuts.match(event, now);
}

/** Only keys that write nothing are looked at, so that what is written begins no sequence. */
function matchInField(event: KeyboardEvent): Shortcut | undefined {
  if (!isInOpenField(event.target) || !/^F\d+$/.test(event.key)) return undefined;
  const found = shortcuts.match(event, Date.now());
  return found?.inFields ? found : undefined;
}

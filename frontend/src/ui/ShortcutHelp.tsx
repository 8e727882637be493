/** Opens the list of keyboard shortcuts with `?`. */
import { Suspense, useState } from "react";
import { lazyWithRetry } from "./codeLoading";
import { useShortcut } from "./useShortcut";

const ShortcutDialog = lazyWithRetry(() => import("./ShortcutDialog"));

export function ShortcutHelp() {
  const [opened, setOpened] = useState(false);
  useShortcut({
    keys: "?",
    label: "Show keyboard shortcuts",
    group: "General",
    run: () => setOpened(true),
  });
  if (!opened) return null;
  return (
    <Suspense>
      <ShortcutDialog onClose={() => setOpened(false)} />
    </Suspense>
  );
}

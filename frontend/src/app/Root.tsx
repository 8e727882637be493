/** What surrounds every page, signed in or not. */
import { Outlet } from "@tanstack/react-router";
import { useFocusManager } from "@/ui/focus/useFocusManager";
import { ShortcutHelp } from "@/ui/ShortcutHelp";
import { useShortcutListener } from "@/ui/useShortcut";

export function Root() {
  useShortcutListener();
  useFocusManager();
  return (
    <>
      <Outlet />
      <ShortcutHelp />
    </>
  );
}

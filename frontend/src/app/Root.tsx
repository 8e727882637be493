/** What surrounds every page, signed in or not. */
import { Outlet } from "@tanstack/react-router";
import { ShortcutHelp } from "../ui/ShortcutHelp";
import { useShortcutListener } from "../ui/useShortcut";
import { OfflineBanner } from "./OfflineBanner";

export function Root() {
  useShortcutListener();
  return (
    <>
      <OfflineBanner />
      <Outlet />
      <ShortcutHelp />
    </>
  );
}

/** Keeps the focus on every page; mounted once, at the root. */
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { focusManager } from "./FocusManager";

export function useFocusManager(): void {
  const router = useRouter();
  useEffect(() => focusManager.watch(), []);
  useEffect(() => {
    const departing = router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
      // The first page is read from its top.
      if (fromLocation && pathChanged) focusManager.depart();
    });
    const arriving = router.subscribe("onResolved", () => focusManager.arrive());
    return () => {
      departing();
      arriving();
    };
  }, [router]);
}

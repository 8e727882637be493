/** Keeps the focus on every page; mounted once, at the root. */
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { focusKeeper } from "./FocusManager";

export function useFocusKeeper(): void {
  const router = useRouter();
  useEffect(() => focusKeeper.watch(), []);
  useEffect(() => {
    const departing = router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
      // The first page is read from its top.
      if (fromLocation && pathChanged) focusKeeper.depart();
    });
    const arriving = router.subscribe("onResolved", () => focusKeeper.arrive());
    return () => {
      departing();
      arriving();
    };
  }, [router]);
}

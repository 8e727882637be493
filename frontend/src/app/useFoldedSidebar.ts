/** Whether this browser shows the sidebar as icons alone. */
import { useLocalStorage } from "@mantine/hooks";

export function useFoldedSidebar() {
  return useLocalStorage({
    key: "bulkhead-sidebar-folded",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
}

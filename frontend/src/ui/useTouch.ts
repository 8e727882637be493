/** Knows whether the page is used by finger: nothing can be dropped on it then, and there is no keyboard to name. */
import { useMediaQuery } from "@mantine/hooks";

export function useTouch(): boolean {
  return useMediaQuery("(hover: none) and (pointer: coarse)", false, {
    getInitialValueInEffect: false,
  });
}

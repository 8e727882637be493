/** Says what has just been done to those who hear the screen. */
import { VisuallyHidden } from "@mantine/core";

export function Announcer({ words }: { words: string }) {
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  );
}

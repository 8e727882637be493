/** Answers that a list is empty, which is something else than not to know it. */
import { Button } from "@mantine/core";

export function NoneButton({ onAnswer }: { onAnswer: (value: unknown) => void }) {
  return (
    <Button size="xs" variant="default" onClick={() => onAnswer([])}>
      None
    </Button>
  );
}

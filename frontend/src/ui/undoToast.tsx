/** A short message about a change that was made, with the way back. */
import { Button } from "@mantine/core";
import { hideToast, showToast } from "./toast";

const SHOWN_MS = 7_000;

// One at a time: the way back is always that of the latest change.
let shown: string | null = null;

export function undoToast(message: string, onUndo: (() => void) | null): void {
  if (shown) hideToast(shown);
  if (!onUndo) {
    showToast({ message, autoClose: SHOWN_MS, color: "teal" });
    return;
  }
  const id = crypto.randomUUID();
  shown = id;
  const undo = () => {
    hideToast(id);
    onUndo();
  };
  const content = (
    <span
      style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}
    >
      <span>{message}</span>
      <Button size="compact-sm" variant="default" onClick={undo} style={{ flex: "none" }}>
        Undo
      </Button>
    </span>
  );
  showToast({ id, message: content, autoClose: SHOWN_MS, color: "teal" });
}

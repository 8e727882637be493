/** A short message about a change that was made, with the way back. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const SHOWN_MS = 7_000;

export function undoToast(message: string, onUndo: (() => void) | null): void {
  if (!onUndo) {
    notifications.show({ message, autoClose: SHOWN_MS, color: "teal", withBorder: true });
    return;
  }
  const id = crypto.randomUUID();
  const undo = () => {
    notifications.hide(id);
    onUndo();
  };
  const content = (
    <span
      style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}
    >
      <span>{message}</span>
      <Button size="compact-sm" variant="light" onClick={undo} style={{ flex: "none" }}>
        Undo
      </Button>
    </span>
  );
  notifications.show({
    id,
    message: content,
    autoClose: SHOWN_MS,
    color: "teal",
    withBorder: true,
  });
}

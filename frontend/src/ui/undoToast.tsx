/** A short message with one thing to do about it; mostly the way back. */
import { Button } from "@mantine/core";
import { hideToast, showToast } from "./toast";

const SHOWN_MS = 7_000;

// One at a time: the way back is always that of the latest change.
let shown: string | null = null;

export function undoToast(message: string, onUndo: (() => void) | null): void {
  offerToast(message, onUndo && { label: "Undo", run: onUndo });
}

/** Take the way back out of sight, once it was gone by another way. */
export function hideOffer(): void {
  if (shown) hideToast(shown);
  shown = null;
}

export interface Offer {
  label: string;
  run: () => void;
}

export function offerToast(message: string, offer: Offer | null): void {
  if (shown) hideToast(shown);
  if (!offer) {
    showToast({ message, autoClose: SHOWN_MS, color: "teal" });
    return;
  }
  const id = crypto.randomUUID();
  shown = id;
  const accept = () => {
    hideToast(id);
    offer.run();
  };
  const content = (
    <span
      style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}
    >
      <span>{message}</span>
      <Button size="compact-sm" variant="default" onClick={accept} style={{ flex: "none" }}>
        {offer.label}
      </Button>
    </span>
  );
  showToast({ id, message: content, autoClose: SHOWN_MS, color: "teal" });
}

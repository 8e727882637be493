/** Short messages that need no answer. */
import type { NotificationData } from "@mantine/notifications";
import { messageOf } from "@/api/errors";

const SHOWN_MS = 5_000;
const ERROR_SHOWN_MS = 9_000;

/** Show one message. The code for it is loaded with the first: no page needs it before. */
export function showToast(data: NotificationData): void {
  import("@mantine/notifications").then(
    ({ notifications }) =>
      notifications.show({
        withBorder: true,
        autoClose: SHOWN_MS,
        closeButtonProps: { "aria-label": "Close" },
        ...data,
      }),
    // Offline before the first message: the page's own error state has to do.
    () => undefined,
  );
}

export function hideToast(id: string): void {
  void import("@mantine/notifications").then(({ notifications }) => notifications.hide(id));
}

export const toast = {
  success(message: string): void {
    showToast({ message, color: "teal" });
  },
  info(message: string): void {
    showToast({ message });
  },
  /** Say what went wrong; takes whatever was thrown. */
  error(error: unknown): void {
    const message = typeof error === "string" ? error : messageOf(error);
    showToast({ message, autoClose: ERROR_SHOWN_MS, color: "danger", role: "alert" });
  },
};

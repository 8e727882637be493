/** Short messages that need no answer. */
import { notifications } from "@mantine/notifications";
import { messageOf } from "../api/errors";

const SHOWN_MS = 5_000;
const ERROR_SHOWN_MS = 9_000;

export const toast = {
  success(message: string): void {
    notifications.show({ message, autoClose: SHOWN_MS, color: "teal", withBorder: true });
  },
  info(message: string): void {
    notifications.show({ message, autoClose: SHOWN_MS, withBorder: true });
  },
  /** Say what went wrong; takes whatever was thrown. */
  error(error: unknown): void {
    const message = typeof error === "string" ? error : messageOf(error);
    notifications.show({
      message,
      autoClose: ERROR_SHOWN_MS,
      color: "danger",
      withBorder: true,
      role: "alert",
    });
  },
};

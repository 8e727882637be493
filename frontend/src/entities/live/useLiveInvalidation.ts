/**
 * Reads something of the model again when a message of this type says that another person has changed it, and
 * once the socket is open: nothing told of what changed after the page was read and before.
 */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LiveMessage } from "@/collab/connection";
import { useModel } from "@/session/useModel";
import { useLive } from "./LiveProvider";

/** `keyOf` is the same function on each call. */
export function useLiveInvalidation(
  type: LiveMessage["type"],
  keyOf: (model: string) => QueryKey,
): void {
  const { id } = useModel();
  const client = useQueryClient();
  const listen = useLive()?.listen;
  useEffect(
    () =>
      listen?.((message) => {
        if (message.type === type || message.type === "welcome") {
          void client.invalidateQueries({ queryKey: keyOf(id) });
        }
      }),
    [client, id, type, keyOf, listen],
  );
}

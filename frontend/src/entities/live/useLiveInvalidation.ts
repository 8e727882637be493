/**
 * Reads something of the model again when a message of this type says that another person has changed it, and
 * once the socket is open: nothing told of what changed after it was read and before. The part of the page
 * that listens may itself come after both.
 */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LiveMessage } from "@/collab/connection";
import { useModel } from "@/session/useModel";
import { useLive } from "./LiveProvider";
import { readAgain } from "./readAgain";

/** `keyOf` is the same function on each call. */
export function useLiveInvalidation(
  type: LiveMessage["type"],
  keyOf: (model: string) => QueryKey,
): void {
  const { id } = useModel();
  const client = useQueryClient();
  const live = useLive();
  const listen = live?.listen;
  const isOpen = live?.state === "open";
  useEffect(
    () =>
      listen?.((message) => {
        if (message.type === type) void readAgain(client, { queryKey: keyOf(id) });
      }),
    [client, id, type, keyOf, listen],
  );
  useEffect(() => {
    if (isOpen) void readAgain(client, { queryKey: keyOf(id) });
  }, [client, id, keyOf, isOpen]);
}

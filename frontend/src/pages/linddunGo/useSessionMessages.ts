/** Reads the sessions again when another person has voted or moved the table. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/entities/live/LiveProvider";
import { sessionsKey } from "@/entities/privacyCards/queries";
import { useModel } from "@/session/useModel";

export function useSessionMessages(): void {
  const { id } = useModel();
  const client = useQueryClient();
  const listen = useLive()?.listen;
  useEffect(
    () =>
      listen?.(({ type }) => {
        if (type === "privacy-session") {
          void client.invalidateQueries({ queryKey: sessionsKey(id) });
        }
      }),
    [client, id, listen],
  );
}

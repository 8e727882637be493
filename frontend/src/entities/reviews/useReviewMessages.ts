/** Reads reviews again when another person has done something in one. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/entities/live/LiveProvider";
import { useModel } from "@/session/useModel";
import { reviewsKey } from "./queries";

export function useReviewMessages(): void {
  const { id } = useModel();
  const client = useQueryClient();
  const listen = useLive()?.listen;
  useEffect(
    () =>
      listen?.(({ type }) => {
        if (type === "review") void client.invalidateQueries({ queryKey: reviewsKey(id) });
      }),
    [client, id, listen],
  );
}

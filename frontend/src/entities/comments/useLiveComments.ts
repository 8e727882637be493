/** Reads comments again when somebody said something, and after a connection during which one may have missed it. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/entities/live/LiveProvider";
import { refreshComments } from "./queries";

export function useLiveComments(model: string): void {
  const client = useQueryClient();
  const listen = useLive()?.listen;
  useEffect(
    () =>
      listen?.((message) => {
        const said = message.type === "comments" || message.type === "welcome";
        if (said) refreshComments(client, model);
      }),
    [client, listen, model],
  );
}

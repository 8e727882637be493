/** Keeps the pages of one model fresh: what the socket says becomes cached data or a reason to read again. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { connectLive, type LiveMessage, type LiveState } from "../api/live";
import { keys } from "../api/queries";

type Listener = (message: LiveMessage) => void;

interface Live {
  state: LiveState;
  /** Hear every message of the model's socket; returns the function that stops it. */
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Bring the cache up to date with one message of the socket. */
export function applyMessage(client: QueryClient, model: string, message: LiveMessage): void {
  if (message.type === "job") {
    client.setQueryData(keys.job(message.job.id), message.job);
    const ended = message.job.state === "succeeded" || message.job.state === "failed";
    if (!ended) return;
    void client.invalidateQueries({ queryKey: ["team"] });
  }
  void client.invalidateQueries({ queryKey: keys.model(model) });
}

export function LiveProvider({ model, children }: { model: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const listeners = useMemo(() => new Set<Listener>(), []);

  useEffect(
    () =>
      connectLive(model, {
        onMessage: (message) => {
          applyMessage(client, model, message);
          for (const listener of listeners) listener(message);
        },
        onState: setState,
        onReconnect: () => void client.invalidateQueries({ queryKey: keys.model(model) }),
      }),
    [client, model, listeners],
  );

  const live = useMemo<Live>(
    () => ({
      state,
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [state, listeners],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The socket of the open model, or null outside a model. */
export function useLive(): Live | null {
  return useContext(LiveContext);
}

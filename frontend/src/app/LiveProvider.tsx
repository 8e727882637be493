/** Keeps the pages of one model fresh: what the socket says becomes cached data or a reason to read again. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { connectLive, type LiveMessage, type LiveState } from "../api/live";
import { keys } from "../api/queries";
import { makeRefresher, type Refresher } from "./refresher";

const WITHOUT_SOCKET_MS = 5_000;

type Listener = (message: LiveMessage) => void;

interface Live {
  state: LiveState;
  /** Hear every message of the model's socket; returns the function that stops it. */
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Bring the cache up to date with one message of the socket. */
export function applyMessage(
  client: QueryClient,
  refresher: Refresher,
  message: LiveMessage,
): void {
  if (message.type !== "job") {
    refresher.ask({ team: message.type === "analysed" });
    return;
  }
  client.setQueryData(keys.job(message.job.id), message.job);
  const ended = message.job.state === "succeeded" || message.job.state === "failed";
  if (ended) refresher.ask({ team: true });
}

export function LiveProvider({ model, children }: { model: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const listeners = useMemo(() => new Set<Listener>(), []);

  useEffect(() => {
    const refresher = makeRefresher(client, model);
    const close = connectLive(model, {
      onMessage: (message) => {
        applyMessage(client, refresher, message);
        for (const listener of listeners) listener(message);
      },
      onState: setState,
      onReconnect: refresher.ask,
    });
    return () => {
      close();
      refresher.stop();
    };
  }, [client, model, listeners]);
  useReadingWithout(state === "open", model);

  const listen = useCallback(
    (listener: Listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    [listeners],
  );
  const live = useMemo<Live>(() => ({ state, listen }), [state, listen]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The socket of the open model, or null outside a model. */
export function useLive(): Live | null {
  return useContext(LiveContext);
}

/** Read the model from time to time while no socket says when that is worth while. */
function useReadingWithout(open: boolean, model: string): void {
  const client = useQueryClient();
  useEffect(() => {
    if (open) return;
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: keys.model(model) }),
      WITHOUT_SOCKET_MS,
    );
    return () => clearInterval(timer);
  }, [client, open, model]);
}

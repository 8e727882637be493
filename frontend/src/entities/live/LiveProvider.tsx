/** Keeps the pages of one model fresh: what the socket says becomes cached data or a reason to read again. */
import { useNetwork } from "@mantine/hooks";
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
import { databaseOutage } from "@/api/databaseOutage";
import { architectureRead, keys } from "@/api/queries";
import type { Job } from "@/api/types";
import { type ConnectionState, type LiveMessage, openConnection } from "@/collab/connection";
import type { DocumentSession } from "@/collab/documentSession";
import { openHttpTransport } from "@/collab/httpTransport";
import type { ServerMessage } from "@/collab/protocol";
import { isEnded } from "@/entities/jobs/jobState";
import { storeJob } from "@/entities/jobs/storeJob";
import { onlyMoves } from "@/model/graph/ops";
import { recheckSession } from "@/session/queryClient";
import { useSession } from "@/session/session";
import { importWithRetry } from "@/ui/codeLoading";
import { toast } from "@/ui/toast";
import { type Invalidator, makeInvalidator, type Outdated } from "./invalidation";

const WITHOUT_SOCKET_MS = 5_000;

type Listener = (message: LiveMessage) => void;

interface Live {
  state: ConnectionState;
  /** The document of the model as this page knows it; null while its code is on the way. */
  session: DocumentSession | null;
  /** Hear every message of the model's socket; returns the function that stops it. */
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Bring the cache up to date with one message of the socket. */
export function applyMessage(
  client: QueryClient,
  invalidator: Invalidator,
  message: LiveMessage,
): void {
  const outdated = outdatedBy(message);
  if (outdated) invalidator.read(outdated);
  const changes = message.type === "changes" ? message.changes : [message];
  if (changes.some((one) => one.type === "changed" && !onlyMoves(one.ops))) {
    invalidator.readAfterAnalysis();
  }
  // A worker may still tell of the progress of a job that a person canceled a moment before.
  if (message.type === "job") storeJob(client, message.job);
}

/** What shows attack paths, or follows from them. What they do to threats comes with the next analysis. */
const PATH_PARTS = ["attack-paths", "pasta", "reviews", "assessments", "posture", "risk", "events"];

function outdatedBy(message: LiveMessage): Outdated | null {
  switch (message.type) {
    case "analyzed":
    case "threats":
      return { parts: "all", team: true };
    case "attack-paths":
      return { parts: PATH_PARTS };
    case "pasta":
      return { parts: ["pasta", "attack-paths", "events"] };
    case "job":
      return isEnded(message.job) ? outdatedByJob(message.job) : null;
    default:
      return null;
  }
}

/** Analyses and attack paths that differ have messages of their own; what is left is that none runs, and the day. */
function outdatedByJob({ kind, state }: Job): Outdated {
  const isTold = kind === "analyze" || kind === "attack-paths" || kind === "pasta-stages";
  return isTold && state === "succeeded"
    ? { parts: ["attack-paths", "pasta", "library-update", "events", "row"] }
    : { parts: "all", team: true };
}

const NOT_OF_DOCUMENT: ReadonlySet<string> = new Set([
  ...(["job", "analyzed", "threats", "comments", "database", "pasta", "attack-paths"] as const),
  ...(["privacy-session", "review", "response", "assessment", "proposal"] as const),
]);

/** Whether it is about the document and the people at it; the rest is about what is made of it. */
function isOfDocument(message: LiveMessage): message is ServerMessage {
  return !NOT_OF_DOCUMENT.has(message.type);
}

export function LiveProvider({ model, children }: { model: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<ConnectionState>("connecting");
  const listeners = useMemo(() => new Set<Listener>(), []);
  const session = useDocumentSession(model);

  useEffect(() => {
    if (!session) return;
    const invalidator = makeInvalidator(client, model);
    const poster = openHttpTransport(model, {
      hear: (message) => session.hear(message),
      failed: () => session.postingFailed(),
    });
    const close = openConnection(model, {
      onMessage: (message) => {
        applyMessage(client, invalidator, message);
        if (isOfDocument(message)) session.hear(message);
        for (const listener of listeners) listener(message);
      },
      onState: (now) => {
        setState(now);
        if (now === "closed" || now === "expelled") session.closed();
      },
      onOpen: (send) => session.opened(send),
      onReconnect: () => invalidator.read({ parts: "all" }),
      onUnreachable: () => session.fallBackTo(poster),
      onExpelled: () => {
        session.expelled();
        void client.invalidateQueries({ queryKey: keys.session });
      },
      onSignedOut: () => void client.invalidateQueries({ queryKey: keys.session }),
    });
    const stopWaiting = databaseOutage.onEnd(session.reload);
    return () => {
      stopWaiting();
      close();
      session.closed();
      invalidator.stop();
    };
  }, [client, model, listeners, session]);
  useReadingWithout(state === "open" || state === "expelled", model, session);

  const listen = useCallback(
    (listener: Listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    [listeners],
  );
  const live = useMemo<Live>(() => ({ state, session, listen }), [state, session, listen]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The socket of the open model, or null outside a model. */
export function useLive(): Live | null {
  return useContext(LiveContext);
}

/** The document of the model: it outlives the pages, so that what waits is sent whatever is shown. */
function useDocumentSession(model: string): DocumentSession | null {
  const { online } = useNetwork();
  const client = useQueryClient();
  const user = useSession().user?.id ?? "";
  const [session, setSession] = useState<DocumentSession | null>(null);
  useEffect(() => {
    let made: DocumentSession | null = null;
    let left = false;
    // In a file of its own: it need not be there before a page is drawn.
    importWithRetry(() => import("@/collab/createDocumentSession")).then(
      ({ createDocumentSession }) => {
        if (left) return;
        made = createDocumentSession(user, model, {
          read: () =>
            architectureRead(model).catch((error: unknown) => {
              recheckSession(client, error);
              throw error;
            }),
          notify: toast.error,
          overwritten: (what) =>
            void importWithRetry(() => import("./overwriteToast")).then(
              ({ showOverwriteToast }) => made && showOverwriteToast(what, made),
              toast.error,
            ),
        });
        setSession(made);
      },
      toast.error,
    );
    return () => {
      left = true;
      made?.stop();
    };
  }, [client, user, model]);
  useEffect(() => session?.setOnline(online), [session, online]);
  return session;
}

/** Read the model from time to time while no socket says when that is worth while. */
function useReadingWithout(told: boolean, model: string, session: DocumentSession | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (told) return;
    const timer = setInterval(() => {
      void client.invalidateQueries({ queryKey: keys.model(model) });
      session?.reload();
    }, WITHOUT_SOCKET_MS);
    return () => clearInterval(timer);
  }, [client, told, model, session]);
}

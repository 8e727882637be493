/** The WebSocket of one model: connects, reconnects with backoff, and hands on what the server says. */

import { databaseOutage } from "@/api/databaseOutage";
import type { Job } from "@/api/types";
import type { ClientMessage, ServerMessage } from "./protocol";

export type LiveMessage =
  | ServerMessage
  | { type: "job"; job: Job }
  /** Threats were found anew. */
  | { type: "analyzed"; seq: number }
  /** Attack paths were found anew. */
  | { type: "attack-paths"; seq: number }
  /** People have added or edited threats. */
  | { type: "threats" }
  /** People have written in the stages of PASTA. */
  | { type: "pasta" }
  /** A session of LINDDUN GO has moved on, or people have voted. */
  | { type: "privacy-session" }
  /** A review has moved on, or people have joined it or noted something. */
  | { type: "review" }
  /** A response to an incident was started, changed or closed. */
  | { type: "response" }
  /** An assessment or a finding of it was added, changed or deleted. */
  | { type: "assessment" }
  /** An agent proposed something, or a person decided about it. */
  | { type: "proposal" }
  /** The server has lost its database, or has it again. */
  | { type: "database"; reachable: boolean }
  /** Somebody commented; `element` is the uid of the place, null for the model. */
  | { type: "comments"; element: string | null };

/** `expelled`: the model is none of ours, or not any more. */
export type ConnectionState = "connecting" | "open" | "closed" | "expelled";

const FIRST_DELAY_MS = 500;
/** Short, so that a page is back within seconds of its server. */
const LONGEST_DELAY_MS = 4_000;
/** Attempts in a row after which a socket may never get through, such as past a proxy that knows none. */
const ATTEMPTS = 3;
/** The server closes with this code when the model is none of ours; asking again would not help. */
const STRANGER = 4404;
/** Nobody is signed in any more. */
const SIGNED_OUT = 4403;
/** The team asks for a second factor that the person has yet to set up. */
const LOCKED = 4406;
/** The server understood too little of what this page said; it would understand no more. */
const ABUSE = 4400;
/** The database did not take a batch, or cannot be reached: the server itself is there. */
const NOT_STORED = 4500;
const DATABASE_AWAY = 4503;
/** Wait between attempts while only the database is away: the server refuses them at no cost. */
const DATABASE_DELAY_MS = 1_500;
/** What browsers say when nobody closed the socket. */
const AWAY = 1006;
/** A line on which nothing is heard for so long is dead: the server says something every few seconds. */
const SILENT_AFTER_MS = 40_000;

/** Wait before attempt number `attempt` (0 = first retry): doubling, capped, with up to 30 % jitter. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return jittered(Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt), random);
}

function jittered(delay: number, random: () => number = Math.random): number {
  return Math.round(delay * (1 - 0.3 * random()));
}

const KNOWN: ReadonlySet<unknown> = new Set<LiveMessage["type"]>([
  ...(["job", "analyzed", "threats", "welcome", "changed", "ack", "refused"] as const),
  ...(["changes", "resync", "pasta", "privacy-session", "review", "response"] as const),
  ...([
    "assessment",
    "proposal",
    "attack-paths",
    "head",
    "peer",
    "peers",
    "left",
    "role",
    "comments",
    "database",
  ] as const),
]);

/** One message of the server, or null when it is nothing we know. */
export function parseMessage(text: string): LiveMessage | null {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null || !("type" in message)) return null;
    return KNOWN.has(message.type) ? (message as LiveMessage) : null;
  } catch {
    return null;
  }
}

export interface ConnectionHandlers {
  onMessage: (message: LiveMessage) => void;
  onState: (state: ConnectionState) => void;
  /** The socket is open: `send` works until it closes. */
  onOpen: (send: (message: ClientMessage) => void) => void;
  /** Called on every connection after the first: messages may have been missed in between. */
  onReconnect: () => void;
  /** No connection came about several times in a row, and again at every attempt after that. */
  onUnreachable: () => void;
  /** The model is none of ours, or not any more; there will be no other connection. */
  onExpelled: () => void;
  /** Nobody is signed in any more, or not well enough: the session says. */
  onSignedOut: () => void;
}

/** Open the socket of a model. Returns the function that closes it for good. */
export function openConnection(model: string, handlers: ConnectionHandlers): () => void {
  const address = `${window.location.origin.replace(/^http/, "ws")}/ws/models/${model}/`;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = silenceTimer(giveUp);
  let attempt = 0;
  let opened = false;

  function open(): void {
    clearTimeout(timer);
    handlers.onState("connecting");
    const line = new WebSocket(address);
    socket = line;
    silence.begin();
    line.onopen = () => {
      attempt = 0;
      handlers.onState("open");
      handlers.onOpen((message) => line.send(JSON.stringify(message)));
      if (opened) handlers.onReconnect();
      opened = true;
    };
    line.onmessage = (event) => {
      silence.begin();
      const message = parseMessage(String(event.data));
      if (message?.type === "database") databaseOutage.note(message.reachable);
      else if (message) handlers.onMessage(message);
    };
    line.onclose = (event) => ended(event.code);
  }

  function ended(code: number): void {
    silence.end();
    socket = null;
    handlers.onState(code === STRANGER ? "expelled" : "closed");
    if (code === STRANGER) handlers.onExpelled();
    if (code === LOCKED || code === SIGNED_OUT) handlers.onSignedOut();
    if (code === STRANGER || code === ABUSE || code === LOCKED) {
      stop();
      return;
    }
    if (code === DATABASE_AWAY) databaseOutage.note(false);
    comeBack(code === DATABASE_AWAY || code === NOT_STORED);
  }

  function comeBack(serverIsThere: boolean): void {
    if (serverIsThere) {
      timer = setTimeout(open, jittered(DATABASE_DELAY_MS));
      return;
    }
    timer = setTimeout(open, backoffMs(attempt));
    attempt += 1;
    if (attempt >= ATTEMPTS) handlers.onUnreachable();
  }

  /** A silent line is dead, and so is one without a network, though nobody has said so yet. */
  function giveUp(): void {
    if (!socket) return;
    leave(socket);
    ended(AWAY);
  }

  function onOnline(): void {
    attempt = 0;
    if (!socket) open();
  }

  function stop(): void {
    window.removeEventListener("offline", giveUp);
    window.removeEventListener("online", onOnline);
    clearTimeout(timer);
    silence.end();
    if (socket) leave(socket);
    socket = null;
  }

  window.addEventListener("offline", giveUp);
  window.addEventListener("online", onOnline);
  open();
  return stop;
}

/** Says when nothing was heard for long. */
function silenceTimer(tooLong: () => void): { begin: () => void; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => clearTimeout(timer);
  return {
    begin: () => {
      end();
      timer = setTimeout(tooLong, SILENT_AFTER_MS);
    },
    end,
  };
}

/** Hear nothing more of a socket: its last words would be taken for those of the next one. */
function leave(socket: WebSocket): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

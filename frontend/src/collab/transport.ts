/** The line to the server: a socket, or the posting that takes its place where no socket gets through. */
import type { ClientMessage } from "./protocol";

type Send = (message: ClientMessage) => void;

export interface SaveProgress {
  /** `checking`: what earlier pages left in this browser is not known yet. `posted`: saved, but without a socket. */
  state: "checking" | "saved" | "posted" | "saving" | "offline" | "reconnecting";
  /** Own batches that the server has not stored yet. */
  waiting: number;
}

export class Transport {
  #socket: Send | null = null;
  #poster: Send | null = null;
  /** The server has greeted this connection: what is sent now is heard. */
  #greeted = false;
  /** It has greeted one before. */
  #known = false;
  /** The server answers although no socket gets through: what is posted arrives. */
  #posts = false;
  #online = true;

  get greeted(): boolean {
    return this.#greeted;
  }

  opened(socket: Send): void {
    this.#socket = socket;
  }

  /** Return what says things on this connection from now on. */
  greet(): Send | null {
    this.#greeted = true;
    this.#known = true;
    this.#poster = null;
    this.#posts = false;
    return this.#socket;
  }

  closed(): void {
    this.#socket = null;
    this.#greeted = false;
  }

  fallBackTo(poster: Send): void {
    this.#poster = poster;
  }

  /** The server has answered a reading; returns whether only now what waits can be posted. */
  reached(): boolean {
    if (this.#greeted || !this.#poster || this.#posts) return false;
    this.#posts = true;
    return true;
  }

  /** The server does not answer. */
  lost(): void {
    this.#posts = false;
  }

  setOnline(online: boolean): void {
    this.#online = online;
  }

  /** Say it where that arrives; returns whether it was said. */
  send(message: ClientMessage): boolean {
    const send = this.#greeted ? this.#socket : this.#posts ? this.#poster : null;
    send?.(message);
    return send !== null;
  }

  /** Return how saving goes while so many batches wait, those of earlier pages among them once these are `known`. */
  progress(waiting: number, known: boolean): SaveProgress {
    // A server on this very machine is there without a network.
    if (!this.#greeted && !this.#online) return { state: "offline", waiting };
    if (!known) return { state: "checking", waiting };
    if (this.#posts && waiting === 0) return { state: "posted", waiting };
    const apart = !this.#greeted && !this.#posts && (this.#known || this.#poster !== null);
    if (apart) return { state: "reconnecting", waiting };
    return { state: waiting > 0 ? "saving" : "saved", waiting };
  }
}

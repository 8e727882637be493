/** Sends own batches in order, and keeps them in this browser until the server has stored them. */
import type { Pending } from "./document";
import type { Outbox } from "./outbox";
import type { ClientMessage } from "./protocol";
import type { Transport } from "./transport";

export class OutboxSender {
  /** What earlier pages left is known: own batches go out after it. */
  #loaded = false;
  /** The person knows that this browser keeps no more. */
  #warned = false;
  /** Batches that may have reached the server. */
  readonly #sent = new Set<string>();
  readonly #outbox: Outbox;
  readonly #transport: Transport;
  readonly #warn: (message: string) => void;

  constructor(outbox: Outbox, transport: Transport, warn: (message: string) => void) {
    this.#outbox = outbox;
    this.#transport = transport;
    this.#warn = warn;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** Return what earlier pages left behind: it may have been stored, and is older than what is done here. */
  async load(): Promise<Pending[]> {
    const kept = await this.#outbox.load();
    for (const batch of kept) this.#sent.add(batch.id);
    this.#loaded = true;
    return kept.map((batch) => ({ ...batch, seq: null }));
  }

  /** Keep a new batch and send it, once what is older may have been sent. */
  add(batch: Omit<Pending, "seq">): void {
    void this.#keep(batch);
    if (this.#loaded) this.#send(batch);
  }

  /** Send everything that waits, in order; what arrives twice is stored once. */
  sendAll(waiting: readonly Pending[]): void {
    if (!this.#loaded) return;
    for (const batch of waiting) this.#send(batch);
  }

  /** The server has answered about this batch. */
  answered(id: string): void {
    this.#sent.delete(id);
  }

  /** The server has stored the batch, or never will: it is kept no longer. */
  drop(id: string): void {
    void this.#outbox.drop(id);
  }

  /** Forget everything that is kept. */
  clear(): void {
    void this.#outbox.clear();
  }

  neverSent(batches: readonly Pending[]): boolean {
    return batches.every((batch) => !this.#sent.has(batch.id));
  }

  async #keep({ id, label, of, ops }: Omit<Pending, "seq">): Promise<void> {
    const kept = await this.#outbox.keep({ id, label, of, ops });
    if (kept || this.#warned || this.#transport.greeted) return;
    this.#warned = true;
    this.#warn("This browser keeps no more changes: stay on this page until they are saved.");
  }

  #send({ id, ops, of }: Omit<Pending, "seq">): void {
    const message: ClientMessage =
      of === null ? { type: "batch", id, ops } : { type: "undo", id, of };
    if (this.#transport.send(message)) this.#sent.add(id);
  }
}

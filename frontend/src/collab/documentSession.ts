/**
 * One model open in one page: sends what the person does, takes in what everybody does, and notifies its subscribers.
 *
 * Knows no React and no socket: `hear` takes the messages of the server, `opened` gets what sends to it.
 */
import type { CanvasThreats } from "@/api/types";
import { effectOf, inverseOps } from "@/model/graph/inverseOps";
import { newId, type Op } from "@/model/graph/ops";
import type { Terms } from "@/model/graph/optimisticApply";
import { NO_TERMS } from "@/model/graph/optimisticApply";
import type { Snapshot } from "@/model/graph/snapshot";
import { withThreatCounts } from "@/model/graph/threatCounts";
import { type CoalescedFetch, coalesceFetch } from "./coalescedFetch";
import {
  type DocumentState,
  type Next,
  NOTHING_READ,
  type Pending,
  viewOf,
  withAck,
  withBatch,
  withChange,
  withHead,
  without,
  withRead,
} from "./document";
import type { DocumentSessionHandlers, DocumentView } from "./documentSessionTypes";
import { batchesOf, isWaiting, refusedMessage, skippedMessage } from "./editBatches";
import { OutboxSender } from "./outboxSender";
import { OverwriteDetector } from "./overwriteDetection";
import { PresenceStore } from "./presence";
import type {
  Ack,
  Change,
  ClientMessage,
  MessageOf,
  Refused,
  ServerMessage,
  Welcome,
} from "./protocol";
import { Transport } from "./transport";
import * as undo from "./undoStack";

/** Changes of others are shown together when several come at once: on a large drawing each showing costs some 20 ms. */
const SHOWN_EVERY_MS = 40;
/** An answer to `since` that does not come is asked for again. */
const ANSWER_WITHIN_MS = 4_000;

export class DocumentSession {
  /** Who else is here. */
  readonly presence = new PresenceStore();
  #document: DocumentState = NOTHING_READ;
  #undoStack: undo.UndoStack = undo.EMPTY_UNDO_STACK;
  #terms: Terms | null = null;
  readonly #transport = new Transport();
  readonly #sender: OutboxSender;
  readonly #overwrites = new OverwriteDetector();
  #welcome: Welcome | null = null;
  /** What was never stored, and will not be: the model is none of this person's any more. */
  #lost: readonly string[] = [];
  #error: unknown = null;
  /** Batches that were called off here; another page of this person may have sent them all the same. */
  readonly #withdrawn = new Set<string>();
  /** When changes were asked for that have not come yet; 0: nothing is asked for. */
  #requestedAt = 0;
  readonly #fetch: CoalescedFetch;
  #badges: CanvasThreats | null = null;
  #showing: ReturnType<typeof setTimeout> | undefined;
  #view: DocumentView;
  readonly #watchers = new Set<() => void>();
  readonly #handlers: DocumentSessionHandlers;

  constructor(handlers: DocumentSessionHandlers) {
    this.#handlers = handlers;
    this.#sender = new OutboxSender(handlers.outbox, this.#transport, handlers.notify);
    this.#view = this.#viewOf(null);
    this.#fetch = coalesceFetch(
      handlers.read,
      (snapshot) => {
        this.#error = null;
        this.#onReached();
        this.#accept(withRead(this.#document, this.#withBadges(snapshot), this.#knownTerms()));
        this.#show();
      },
      (error) => {
        this.#error = error;
        this.#transport.lost();
        this.#show();
      },
    );
    void this.#loadOutbox();
  }

  // --- what is shown ---------------------------------------------------------------------------

  readonly view = (): DocumentView => this.#view;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  // --- what the person does --------------------------------------------------------------------

  /** Show the document from now on: it is read when it was not before. */
  open(terms: Terms): void {
    this.#terms = terms;
    if (!this.#document.confirmed) this.#read();
  }

  /** Read the document anew, after an error or while nobody tells of changes. */
  readonly reload = (): void => this.#read();

  /** Show these numbers of open threats: they change with every analysis, and with no operation. */
  readonly setThreatBadges = (marks: CanvasThreats): void => {
    this.#badges = marks;
    const { confirmed } = this.#document;
    if (!confirmed) return;
    this.#document = { ...this.#document, confirmed: this.#withBadges(confirmed) };
    this.#show();
  };

  /** Do this at once and send it; one step that can be taken back. */
  readonly apply = (ops: readonly Op[], label: string): void => {
    if (ops.length === 0 || !this.#document.confirmed) return;
    this.#undoStack = undo.withEntry(this.#undoStack, this.#perform(batchesOf(ops, label)));
    this.#show();
  };

  /** Remember a batch that the server made for this person, such as a layout: it can be taken back too. */
  readonly recordBatch = (batch: string, label: string): void => {
    this.#undoStack = undo.withEntry(this.#undoStack, {
      label,
      batches: [batch],
      effect: null,
      ops: null,
    });
    this.#show();
  };

  readonly undo = (): void => {
    const step = this.#undoStack.done.at(-1);
    if (!step) return;
    this.#undoStack = undo.withUndone(this.#undoStack, this.#revert(step));
    this.#show();
  };

  readonly redo = (): void => {
    const step = this.#undoStack.undone.at(-1);
    if (!step) return;
    this.#undoStack = undo.withRedone(this.#undoStack, this.#revert(step));
    this.#show();
  };

  // --- the line to the server ------------------------------------------------------------------

  /** The socket is open: what is said from now on arrives, in order, unless it breaks. */
  opened(send: (message: ClientMessage) => void): void {
    this.#transport.opened(send);
  }

  /** No socket gets through: what waits is posted as soon as the server answers a reading. Said again after failures. */
  fallBackTo(poster: (message: ClientMessage) => void): void {
    this.#transport.fallBackTo(poster);
    this.#read();
    this.#show();
  }

  /** What was posted has not arrived. */
  postingFailed(): void {
    this.#transport.lost();
    this.#show();
  }

  closed(): void {
    this.#transport.closed();
    this.presence.closed();
    this.#requestedAt = 0;
    this.#show();
  }

  /** The model is none of this person's any more: what waits will never be stored. */
  expelled(): void {
    this.#lost = this.#document.pending.filter(isWaiting).map(({ label }) => label);
    this.#document = { ...this.#document, pending: [] };
    this.#undoStack = undo.EMPTY_UNDO_STACK;
    this.#sender.clear();
    this.#show();
  }

  /** The browser has a network, or none. */
  setOnline(online: boolean): void {
    this.#transport.setOnline(online);
    this.#show();
  }

  hear(message: ServerMessage): void {
    this.presence.hear(message);
    const handler = this.#receivers[message.type] as ((message: ServerMessage) => void) | undefined;
    if (!handler) return;
    handler(message);
    this.#showSoon();
  }

  /** Stop for good. */
  stop(): void {
    clearTimeout(this.#showing);
    this.presence.stop();
    this.#transport.closed();
    this.#watchers.clear();
  }

  // --- what the server says --------------------------------------------------------------------

  readonly #receivers: { [Type in ServerMessage["type"]]?: (message: MessageOf<Type>) => void } = {
    welcome: (message) => this.#onWelcome(message),
    changed: (message) => this.#onChange(message),
    changes: ({ changes }) => {
      this.#requestedAt = 0;
      for (const change of changes) this.#onChange(change);
    },
    resync: () => {
      this.#requestedAt = 0;
      this.#read();
    },
    head: ({ seq }) => this.#accept(withHead(this.#document, seq)),
    ack: (message) => this.#onAck(message),
    refused: (message) => this.#onRefused(message),
    role: ({ role }) => {
      this.#welcome &&= { ...this.#welcome, role };
    },
  };

  /** A connection begins: what waits is sent again, in order, and what was missed is asked for. */
  #onWelcome(welcome: Welcome): void {
    this.#welcome = welcome;
    const send = this.#transport.greet();
    if (send) this.presence.opened(send);
    this.#sendAll();
    this.#accept(withHead(this.#document, welcome.seq));
  }

  #onChange(change: Change): void {
    this.#overwrites.stored(change.batch, change.seq);
    const overwritten = this.#overwrites.found(change, this.#welcome?.you.id);
    this.#accept(withChange(this.#document, change, this.#knownTerms()));
    for (const one of overwritten) this.#handlers.overwritten?.(one);
    if (!this.#withdrawn.delete(change.batch)) return;
    this.#perform([{ id: newId(), label: "", ops: [], of: change.batch }]);
  }

  #onAck({ id, seq, changed, skipped }: Ack): void {
    const batch = this.#document.pending.find((one) => one.id === id);
    this.#sender.answered(id);
    this.#overwrites.stored(id, seq);
    this.#accept(withAck(this.#document, id, seq));
    // Nobody tells of the change where no socket is.
    if (!this.#transport.greeted) this.#read();
    if (!batch) return;
    if (!changed) this.#undoStack = undo.withoutBatch(this.#undoStack, id);
    const told = skippedMessage(batch, changed, skipped);
    if (told) this.#handlers.notify(told);
  }

  #onRefused({ id, problems }: Refused): void {
    const batch = this.#document.pending.find((one) => one.id === id);
    if (!batch || id === null) return;
    this.#sender.answered(id);
    this.#setDocument(without(this.#document, id));
    this.#undoStack = undo.withoutBatch(this.#undoStack, id);
    this.#handlers.notify(refusedMessage(batch, problems));
  }

  #accept({ state, need }: Next): void {
    this.#setDocument(state);
    if (need === "read") this.#read();
    if (need === "since") this.#requestMissed();
  }

  /** What is read of the drawing may be older than the latest marks. */
  #withBadges(snapshot: Snapshot): Snapshot {
    return this.#badges ? withThreatCounts(snapshot, this.#badges) : snapshot;
  }

  #requestMissed(): void {
    const seq = this.#document.confirmed?.seq;
    const waits = this.#requestedAt > 0 && Date.now() - this.#requestedAt < ANSWER_WITHIN_MS;
    if (seq === undefined || waits || !this.#transport.greeted) return;
    this.#requestedAt = Date.now();
    this.#transport.send({ type: "since", seq });
  }

  #read(): void {
    if (this.#terms) this.#fetch.ask();
  }

  /** The server has answered: where no socket gets through, what waits can be posted. */
  #onReached(): void {
    if (this.#transport.reached()) this.#sendAll();
  }

  // --- own batches -----------------------------------------------------------------------------

  /** Lay the batches over the document and send them; returns the step they make. */
  #perform(batches: readonly Omit<Pending, "seq">[]): undo.UndoEntry {
    const before = this.#shownSnapshot();
    for (const batch of batches) this.#setDocument(withBatch(this.#document, batch));
    const after = this.#shownSnapshot();
    for (const batch of batches) {
      this.#overwrites.note(batch.id, batch.ops);
      this.#sender.add(batch);
    }
    return {
      label: batches[0]?.label ?? "",
      batches: batches.map((batch) => batch.id),
      effect: before && after ? effectOf(before, after) : null,
      ops: null,
    };
  }

  /** Take a step back, or do it again: that is taking back what took it back. */
  #revert(step: undo.UndoEntry): undo.UndoEntry {
    const { label } = step;
    if (step.ops) return this.#perform(batchesOf(step.ops, label));
    const waiting = this.#document.pending.filter(
      (one) => isWaiting(one) && step.batches.includes(one.id),
    );
    const unsent = waiting.length === step.batches.length && this.#sender.neverSent(waiting);
    if (unsent && waiting.every((one) => one.of === null)) {
      for (const { id } of waiting) {
        this.#withdrawn.add(id);
        this.#setDocument(without(this.#document, id));
      }
      return { label, batches: [], effect: null, ops: waiting.flatMap((one) => one.ops) };
    }
    const now = this.#shownSnapshot();
    const ops = step.effect && now ? inverseOps(step.effect, now) : [];
    return this.#perform(
      [...step.batches]
        .reverse()
        .map((of, place) => ({ id: newId(), label, ops: place === 0 ? ops : [], of })),
    );
  }

  /** Take up what earlier pages left behind. */
  async #loadOutbox(): Promise<void> {
    const kept = await this.#sender.load();
    this.#document = { ...this.#document, pending: [...kept, ...this.#document.pending] };
    this.#sendAll();
    this.#show();
  }

  #sendAll(): void {
    this.#sender.sendAll(this.#document.pending.filter(isWaiting));
  }

  /** The next state of the document; what the server has stored, or will not have, is kept no longer. */
  #setDocument(next: DocumentState): void {
    const waiting = new Set(next.pending.filter(isWaiting).map((batch) => batch.id));
    for (const { id } of this.#document.pending.filter(isWaiting))
      if (!waiting.has(id)) this.#sender.drop(id);
    this.#document = next;
  }

  // --- showing ---------------------------------------------------------------------------------

  #knownTerms(): Terms {
    return this.#terms ?? NO_TERMS;
  }

  #shownSnapshot(): Snapshot | null {
    return viewOf(this.#document, this.#view.snapshot, this.#knownTerms());
  }

  #showSoon(): void {
    this.#showing ??= setTimeout(() => this.#show(), SHOWN_EVERY_MS);
  }

  #show(): void {
    clearTimeout(this.#showing);
    this.#showing = undefined;
    this.#view = this.#viewOf(this.#shownSnapshot());
    for (const watcher of this.#watchers) watcher();
  }

  #viewOf(snapshot: Snapshot | null): DocumentView {
    const waiting = this.#document.pending.filter(isWaiting).length;
    return {
      snapshot,
      error: this.#error,
      role: this.#welcome?.role ?? null,
      me: this.#welcome?.you ?? null,
      undoLabel: this.#undoStack.done.at(-1)?.label ?? null,
      redoLabel: this.#undoStack.undone.at(-1)?.label ?? null,
      saving: this.#transport.progress(waiting, this.#sender.loaded),
      lost: this.#lost,
    };
  }
}

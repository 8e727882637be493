/**
 * One model open in one page: sends what the person does, takes in what everybody does, and tells who watches.
 *
 * Knows no React and no socket: `hear` takes in the messages of the server, `line` carries the own ones.
 */
import type { CanvasThreats, Role } from "@/api/types";
import { effectOf, inverseOps } from "@/model/graph/inverseOps";
import { newId, type Op } from "@/model/graph/ops";
import type { Terms } from "@/model/graph/optimisticApply";
import type { Snapshot } from "@/model/graph/snapshot";
import { chunkOps } from "./chunking";
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
import { type Outbox, openOutbox } from "./outbox";
import { OverwriteDetector, type Overwritten } from "./overwriteDetection";
import { PresenceStore } from "./presence";
import type {
  Ack,
  Change,
  ClientMessage,
  Participant,
  Refused,
  ServerMessage,
  Welcome,
} from "./protocol";
import { withThreatBadges } from "./threatBadges";
import { type SaveProgress, Transport } from "./transport";
import {
  EMPTY_UNDO_STACK,
  type UndoEntry,
  type UndoStack,
  withEntry,
  withoutBatch,
  withRedone,
  withUndone,
} from "./undoStack";

/** What is to be shown; a new object whenever something of it has changed. */
export interface DocumentView {
  /** Null until it was read. */
  snapshot: Snapshot | null;
  error: unknown;
  role: Role | null;
  me: Participant | null;
  undoLabel: string | null;
  redoLabel: string | null;
  saving: SaveProgress;
  /** Labels of changes that will never be stored. */
  lost: readonly string[];
}

export interface DocumentSessionHandlers {
  /** Read the document. */
  read: () => Promise<Snapshot>;
  /** Say something to the person. */
  tell: (message: string) => void;
  /** Somebody has set otherwise what the person had just set. */
  overwritten?: (what: Overwritten) => void;
  /** Where batches are kept until the server has stored them. */
  outbox: Outbox;
}

/** Return the session of a person at a model, which keeps what waits in this browser. */
export function openDocumentSession(
  user: string,
  model: string,
  handlers: Omit<DocumentSessionHandlers, "outbox">,
): DocumentSession {
  return new DocumentSession({ ...handlers, outbox: openOutbox(user, model) });
}

/** Changes of others are shown together when several come at once: on a large drawing each showing costs some 20 ms. */
const SHOWN_EVERY_MS = 40;
/** An answer to `since` that does not come is asked for again. */
const ANSWER_WITHIN_MS = 4_000;

export class DocumentSession {
  /** Who else is here. */
  readonly company = new PresenceStore();
  #document: DocumentState = NOTHING_READ;
  #steps: UndoStack = EMPTY_UNDO_STACK;
  #terms: Terms | null = null;
  readonly #line = new Transport();
  readonly #overwriting = new OverwriteDetector();
  #welcome: Welcome | null = null;
  /** What was never stored, and will not be: the model is none of this person's any more. */
  #lost: readonly string[] = [];
  /** What earlier pages left is known: own batches go out after it. */
  #outboxRead = false;
  /** The person knows that this browser keeps no more. */
  #toldOfNoRoom = false;
  #error: unknown = null;
  /** Batches that may have reached the server. */
  readonly #sent = new Set<string>();
  /** Batches that were called off here; another page of this person may have sent them all the same. */
  readonly #calledOff = new Set<string>();
  /** When changes were asked for that have not come yet; 0: nothing is asked for. */
  #askedAt = 0;
  readonly #reading: CoalescedFetch;
  #marks: CanvasThreats | null = null;
  #showing: ReturnType<typeof setTimeout> | undefined;
  #view: DocumentView;
  readonly #watchers = new Set<() => void>();
  readonly #handlers: DocumentSessionHandlers;

  constructor(handlers: DocumentSessionHandlers) {
    this.#handlers = handlers;
    this.#view = this.#look(null);
    this.#reading = coalesceFetch(
      handlers.read,
      (snapshot) => {
        this.#error = null;
        this.#reached();
        this.#take(withRead(this.#document, this.#marked(snapshot), this.#knownTerms()));
        this.#show();
      },
      (error) => {
        this.#error = error;
        this.#line.lost();
        this.#show();
      },
    );
    void this.#takeUp();
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
  readonly mark = (marks: CanvasThreats): void => {
    this.#marks = marks;
    const { confirmed } = this.#document;
    if (!confirmed) return;
    this.#document = { ...this.#document, confirmed: this.#marked(confirmed) };
    this.#show();
  };

  /** Do this at once and send it; one step that can be taken back. */
  readonly apply = (ops: readonly Op[], label: string): void => {
    if (ops.length === 0 || !this.#document.confirmed) return;
    this.#steps = withEntry(this.#steps, this.#perform(batchesOf(ops, label)));
    this.#show();
  };

  /** Remember a batch that the server made for this person, such as a layout: it can be taken back too. */
  readonly remember = (batch: string, label: string): void => {
    this.#steps = withEntry(this.#steps, { label, batches: [batch], effect: null, ops: null });
    this.#show();
  };

  readonly undo = (): void => {
    const step = this.#steps.done.at(-1);
    if (!step) return;
    this.#steps = withUndone(this.#steps, this.#takeBack(step));
    this.#show();
  };

  readonly redo = (): void => {
    const step = this.#steps.undone.at(-1);
    if (!step) return;
    this.#steps = withRedone(this.#steps, this.#takeBack(step));
    this.#show();
  };

  // --- the line to the server ------------------------------------------------------------------

  /** The socket is open: what is said from now on arrives, in order, unless it breaks. */
  opened(send: (message: ClientMessage) => void): void {
    this.#line.opened(send);
  }

  /** No socket gets through: what waits is posted as soon as the server answers a reading. Said again after failures. */
  postInstead(poster: (message: ClientMessage) => void): void {
    this.#line.postInstead(poster);
    this.#read();
    this.#show();
  }

  /** What was posted has not arrived. */
  postingFailed(): void {
    this.#line.lost();
    this.#show();
  }

  closed(): void {
    this.#line.closed();
    this.company.closed();
    this.#askedAt = 0;
    this.#show();
  }

  /** The model is none of this person's any more: what waits will never be stored. */
  expelled(): void {
    this.#lost = this.#document.pending.filter(isWaiting).map(({ label }) => label);
    this.#document = { ...this.#document, pending: [] };
    this.#steps = EMPTY_UNDO_STACK;
    void this.#handlers.outbox.clear();
    this.#show();
  }

  /** The browser has a network, or none. */
  setOnline(online: boolean): void {
    this.#line.setOnline(online);
    this.#show();
  }

  hear(message: ServerMessage): void {
    this.company.hear(message);
    const handler = this.#ears[message.type] as ((message: ServerMessage) => void) | undefined;
    if (!handler) return;
    handler(message);
    this.#showSoon();
  }

  /** Stop for good. */
  stop(): void {
    clearTimeout(this.#showing);
    this.company.stop();
    this.#line.closed();
    this.#watchers.clear();
  }

  // --- what the server says --------------------------------------------------------------------

  readonly #ears: { [Type in ServerMessage["type"]]?: (message: Said<Type>) => void } = {
    welcome: (message) => this.#begin(message),
    changed: (message) => this.#change(message),
    changes: ({ changes }) => {
      this.#askedAt = 0;
      for (const change of changes) this.#change(change);
    },
    resync: () => {
      this.#askedAt = 0;
      this.#read();
    },
    head: ({ seq }) => this.#take(withHead(this.#document, seq)),
    ack: (message) => this.#acknowledge(message),
    refused: (message) => this.#refuse(message),
    role: ({ role }) => {
      this.#welcome &&= { ...this.#welcome, role };
    },
  };

  /** A connection begins: what waits is sent again, in order, and what was missed is asked for. */
  #begin(welcome: Welcome): void {
    this.#welcome = welcome;
    const send = this.#line.greet();
    if (send) this.company.opened(send);
    if (this.#outboxRead) this.#postAll();
    this.#take(withHead(this.#document, welcome.seq));
  }

  #change(change: Change): void {
    this.#overwriting.stored(change.batch, change.seq);
    const overwritten = this.#overwriting.found(change, this.#welcome?.you.id);
    this.#take(withChange(this.#document, change, this.#knownTerms()));
    for (const one of overwritten) this.#handlers.overwritten?.(one);
    if (!this.#calledOff.delete(change.batch)) return;
    this.#perform([{ id: newId(), label: "", ops: [], of: change.batch }]);
  }

  #acknowledge({ id, seq, changed, skipped }: Ack): void {
    const batch = this.#document.pending.find((one) => one.id === id);
    this.#sent.delete(id);
    this.#overwriting.stored(id, seq);
    this.#take(withAck(this.#document, id, seq));
    // Nobody tells of the change where no socket is.
    if (!this.#line.greeted) this.#read();
    if (!batch) return;
    if (!changed) this.#steps = withoutBatch(this.#steps, id);
    const told = skippedWords(batch, changed, skipped);
    if (told) this.#handlers.tell(told);
  }

  #refuse({ id, problems }: Refused): void {
    const batch = this.#document.pending.find((one) => one.id === id);
    if (!batch || id === null) return;
    this.#sent.delete(id);
    this.#know(without(this.#document, id));
    this.#steps = withoutBatch(this.#steps, id);
    const why = problems.slice(0, PROBLEMS_TOLD).join("; ") || "the server refused it";
    this.#handlers.tell(`“${batch.label}” was not saved: ${why.replace(/\.$/, "")}.`);
  }

  #take({ state, need }: Next): void {
    this.#know(state);
    if (need === "read") this.#read();
    if (need === "since") this.#ask();
  }

  /** What is read of the drawing may be older than the latest marks. */
  #marked(snapshot: Snapshot): Snapshot {
    return this.#marks ? withThreatBadges(snapshot, this.#marks) : snapshot;
  }

  #ask(): void {
    const seq = this.#document.confirmed?.seq;
    const waits = this.#askedAt > 0 && Date.now() - this.#askedAt < ANSWER_WITHIN_MS;
    if (seq === undefined || waits || !this.#line.greeted) return;
    this.#askedAt = Date.now();
    this.#line.say({ type: "since", seq });
  }

  #read(): void {
    if (this.#terms) this.#reading.ask();
  }

  /** The server has answered: where no socket gets through, what waits can be posted. */
  #reached(): void {
    if (this.#line.reached() && this.#outboxRead) this.#postAll();
  }

  // --- own batches -----------------------------------------------------------------------------

  /** Lay the batches over the document and send them; returns the step they make. */
  #perform(batches: readonly Omit<Pending, "seq">[]): UndoEntry {
    const before = this.#seen();
    for (const batch of batches) this.#know(withBatch(this.#document, batch));
    const after = this.#seen();
    for (const batch of batches) {
      this.#overwriting.note(batch.id, batch.ops);
      void this.#keep(batch);
      if (this.#outboxRead) this.#post(batch);
    }
    return {
      label: batches[0]?.label ?? "",
      batches: batches.map((batch) => batch.id),
      effect: before && after ? effectOf(before, after) : null,
      ops: null,
    };
  }

  /** Take a step back, or do it again: that is taking back what took it back. */
  #takeBack(step: UndoEntry): UndoEntry {
    const { label } = step;
    if (step.ops) return this.#perform(batchesOf(step.ops, label));
    const waiting = this.#document.pending.filter(
      (one) => isWaiting(one) && step.batches.includes(one.id),
    );
    const unsent = waiting.length === step.batches.length && this.#neverSent(waiting);
    if (unsent && waiting.every((one) => one.of === null)) {
      for (const { id } of waiting) {
        this.#calledOff.add(id);
        this.#know(without(this.#document, id));
      }
      return { label, batches: [], effect: null, ops: waiting.flatMap((one) => one.ops) };
    }
    const now = this.#seen();
    const ops = step.effect && now ? inverseOps(step.effect, now) : [];
    return this.#perform(
      [...step.batches]
        .reverse()
        .map((of, place) => ({ id: newId(), label, ops: place === 0 ? ops : [], of })),
    );
  }

  /** Take up what earlier pages left behind: it may have been stored, and is older than what is done here. */
  async #takeUp(): Promise<void> {
    const kept = await this.#handlers.outbox.load();
    for (const batch of kept) this.#sent.add(batch.id);
    const pending = [...kept.map((batch) => ({ ...batch, seq: null })), ...this.#document.pending];
    this.#document = { ...this.#document, pending };
    this.#outboxRead = true;
    this.#postAll();
    this.#show();
  }

  #postAll(): void {
    for (const batch of this.#document.pending.filter(isWaiting)) this.#post(batch);
  }

  async #keep({ id, label, of, ops }: Omit<Pending, "seq">): Promise<void> {
    const kept = await this.#handlers.outbox.keep({ id, label, of, ops });
    if (kept || this.#toldOfNoRoom || this.#line.greeted) return;
    this.#toldOfNoRoom = true;
    this.#handlers.tell(
      "This browser keeps no more changes: stay on this page until they are saved.",
    );
  }

  /** The next state of the document; what the server has stored, or will not have, is kept no longer. */
  #know(next: DocumentState): void {
    const waiting = new Set(next.pending.filter(isWaiting).map((batch) => batch.id));
    for (const { id } of this.#document.pending.filter(isWaiting))
      if (!waiting.has(id)) void this.#handlers.outbox.drop(id);
    this.#document = next;
  }

  #neverSent(batches: readonly Pending[]): boolean {
    return batches.every((batch) => !this.#sent.has(batch.id));
  }

  #post({ id, ops, of }: Pick<Pending, "id" | "ops" | "of">): void {
    const message: ClientMessage =
      of === null ? { type: "batch", id, ops } : { type: "undo", id, of };
    if (this.#line.say(message)) this.#sent.add(id);
  }

  // --- showing ---------------------------------------------------------------------------------

  #knownTerms(): Terms {
    return this.#terms ?? NO_TERMS;
  }

  #seen(): Snapshot | null {
    return viewOf(this.#document, this.#view.snapshot, this.#knownTerms());
  }

  #showSoon(): void {
    this.#showing ??= setTimeout(() => this.#show(), SHOWN_EVERY_MS);
  }

  #show(): void {
    clearTimeout(this.#showing);
    this.#showing = undefined;
    this.#view = this.#look(this.#seen());
    for (const watcher of this.#watchers) watcher();
  }

  #look(snapshot: Snapshot | null): DocumentView {
    const waiting = this.#document.pending.filter(isWaiting).length;
    return {
      snapshot,
      error: this.#error,
      role: this.#welcome?.role ?? null,
      me: this.#welcome?.you ?? null,
      undoLabel: this.#steps.done.at(-1)?.label ?? null,
      redoLabel: this.#steps.undone.at(-1)?.label ?? null,
      saving: this.#line.saving(waiting, this.#outboxRead),
      lost: this.#lost,
    };
  }
}

type Said<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

const NO_TERMS: Terms = { boundaries: new Set(), undrawn: new Set() };

/** Return what to tell of a batch of which the server did not do everything; nothing of any other. */
function skippedWords({ label, of }: Pending, changed: boolean, skipped: number): string | null {
  if (of === null) {
    if (skipped === 0) return null;
    const what = changed ? `A part of “${label}”` : `“${label}”`;
    return `${what} was not saved: somebody has deleted what it was about.`;
  }
  if (!changed) return `“${label}” was not taken back: somebody has changed it since.`;
  return skipped > 0 ? `A part of “${label}” was left: somebody has changed it since.` : null;
}

const PROBLEMS_TOLD = 3;

function isWaiting(batch: Pending): boolean {
  return batch.seq === null;
}

function batchesOf(ops: readonly Op[], label: string): Omit<Pending, "seq">[] {
  return chunkOps(ops).map((piece) => ({ id: newId(), label, ops: piece, of: null }));
}

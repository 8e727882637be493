/** Who else has the model open and what they show, and what oneself shows them. Nothing of it is stored. */
import type { ClientMessage, Peer, Point, Presence, Rectangle, ServerMessage } from "./protocol";

/** What moves without anything else changing: it is passed on without a new list of peers. */
export interface Motion {
  connection: string;
  cursor: Point | null;
  view: Rectangle | null;
}

/** Most that leaves the browser: 16 times a second, below what the server passes on. */
const SENT_EVERY_MS = 60;
/** Of all selected uids together; the server takes 24 KB of presence. */
const SELECTED_CHARACTERS = 8_000;
/** Of the uids of all collapsed frames together. */
const COLLAPSED_CHARACTERS = 8_000;

export const EMPTY_PRESENCE: Presence = {
  cursor: null,
  selection: [],
  field: null,
  view: null,
  presenting: false,
  following: null,
  look: null,
  address: null,
};

export class PresenceStore {
  #peers: readonly Peer[] = [];
  #self = "";
  #shown: Presence = EMPTY_PRESENCE;
  /** What has changed since it was sent last. */
  #unsent: Partial<Presence> = {};
  #send: ((message: ClientMessage) => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #followers = new Set<(motion: Motion) => void>();

  /** Whether others are seen at the moment. */
  readonly isOpen = (): boolean => this.#send !== null;

  /** Everybody else at the model; the same list as long as only cursors and views move. */
  readonly peers = (): readonly Peer[] => this.#peers;

  /** The name of this page among the connections. */
  readonly ownConnection = (): string => this.#self;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Hear every move of a cursor or a view, as it comes. */
  readonly onMotion = (follower: (motion: Motion) => void): (() => void) => {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  };

  /** Show others what one does, soon and bundled. */
  readonly show = (part: Partial<Presence>): void => {
    const news = changesIn(this.#shown, part);
    if (!news) return;
    this.#shown = { ...this.#shown, ...news };
    this.#unsent = { ...this.#unsent, ...news };
    this.#timer ??= setTimeout(() => this.#flush(), SENT_EVERY_MS);
  };

  hear(message: ServerMessage): void {
    if (message.type === "welcome") {
      this.#self = message.connection;
      this.#set(message.peers.filter((peer) => peer.connection !== this.#self));
    } else if (message.type === "peer") this.#meet(message.peer);
    else if (message.type === "peers") for (const peer of message.peers) this.#meet(peer);
    else if (message.type === "left") {
      this.#set(this.#peers.filter((peer) => peer.connection !== message.connection));
    }
  }

  /** The server has greeted: it has to be told everything anew. */
  opened(send: (message: ClientMessage) => void): void {
    this.#send = send;
    this.#unsent = changesIn(EMPTY_PRESENCE, this.#shown) ?? {};
    this.#flush();
  }

  /** Nobody is seen, and nobody sees, while there is no connection. */
  closed(): void {
    this.#send = null;
    this.#set([]);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#send = null;
    this.#watchers.clear();
    this.#followers.clear();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#send || Object.keys(this.#unsent).length === 0) return;
    this.#send({ type: "presence", ...this.#unsent });
    this.#unsent = {};
  }

  #meet(peer: Peer): void {
    if (peer.connection === this.#self) return;
    const known = this.#peers.find((one) => one.connection === peer.connection);
    const { connection, cursor, view } = peer;
    if (!known) this.#set([...this.#peers, peer]);
    else if (onlyMoved(known, peer)) Object.assign(known, { cursor, view });
    else this.#set(this.#peers.map((one) => (one === known ? peer : one)));
    for (const follower of this.#followers) follower({ connection, cursor, view });
  }

  #set(peers: readonly Peer[]): void {
    if (peers.length === 0 && this.#peers.length === 0) return;
    this.#peers = peers;
    for (const watcher of this.#watchers) watcher();
  }
}

/** Return what of `part` is new, cut to what the server takes; null when nothing is. */
function changesIn(shown: Presence, part: Partial<Presence>): Partial<Presence> | null {
  const wanted = withinBounds(part);
  const names = Object.keys(wanted) as (keyof Presence)[];
  const news = names.filter((name) => !isSame(wanted[name], shown[name]));
  if (news.length === 0) return null;
  return Object.fromEntries(news.map((name) => [name, wanted[name]])) as Partial<Presence>;
}

function withinBounds({ selection, look, ...rest }: Partial<Presence>): Partial<Presence> {
  return {
    ...rest,
    ...(selection && { selection: bounded(selection, SELECTED_CHARACTERS) }),
    ...(look !== undefined && {
      look: look && { ...look, collapsed: bounded(look.collapsed, COLLAPSED_CHARACTERS) },
    }),
  };
}

function bounded(uids: readonly string[], characters: number): string[] {
  let room = characters;
  return uids.filter((uid) => {
    room -= uid.length;
    return room >= 0;
  });
}

function onlyMoved(before: Peer, now: Peer): boolean {
  return (
    before.user.name === now.user.name &&
    before.field === now.field &&
    before.presenting === now.presenting &&
    before.following === now.following &&
    before.address === now.address &&
    before.user.color === now.user.color &&
    isSame(before.look, now.look) &&
    isSame(before.selection, now.selection)
  );
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

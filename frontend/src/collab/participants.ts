/** Who is at a model, by person: somebody with several windows is one, and shows what the latest window shows. */
import type { Participant, Peer } from "./protocol";

/** The windows of each other person, in the order of their coming; the last window of each speaks for them. */
export function peopleOf(peers: readonly Peer[], me: Participant | null): Peer[] {
  const byPerson = new Map<string, Peer>();
  for (const peer of peers) if (peer.user.id !== me?.id) byPerson.set(peer.user.id, peer);
  return [...byPerson.values()];
}

/** Return whom one goes along with: this very page, or else the latest page of the same person. */
export function leaderOf(peers: readonly Peer[], chosen: Peer): Peer | null {
  const same = peers.find(({ connection }) => connection === chosen.connection);
  return same ?? peers.findLast(({ user }) => user.id === chosen.user.id) ?? null;
}

/** The page one goes along with, as it was last seen. */
export type LastSeen = Pick<Peer, "connection" | "presenting">;

/**
 * Return why one can no longer go along: they stopped presenting, or their page is away and may come back (a reload);
 * null while all is well.
 */
export function followEndReason(
  peers: readonly Peer[],
  chosen: Peer,
  last: LastSeen,
): "stopped" | "away" | null {
  const same = peers.find(({ connection }) => connection === last.connection);
  if (same) return last.presenting && !same.presenting ? "stopped" : null;
  return leaderOf(peers, chosen) ? null : "away";
}

/** Own windows beside this one. */
export function otherWindows(peers: readonly Peer[], me: Participant | null): Peer[] {
  return peers.filter((peer) => peer.user.id === me?.id);
}

/** Who selected what, by uid; each person once. */
export function selectionsOf(peers: readonly Peer[]): ReadonlyMap<string, readonly Participant[]> {
  const found = new Map<string, Participant[]>();
  for (const { user, selection } of peers)
    for (const uid of selection) {
      const people = found.get(uid) ?? [];
      if (!people.some((one) => one.id === user.id)) found.set(uid, [...people, user]);
    }
  return found;
}

const NAME = "/name";

/** Who is giving which element another name, by its uid. */
export function renamedBy(peers: readonly Peer[]): ReadonlyMap<string, Participant> {
  const found = new Map<string, Participant>();
  for (const { user, field } of peers)
    if (field?.endsWith(NAME)) found.set(field.slice(0, -NAME.length), user);
  return found;
}

/** Who is at this field. */
export function editorOf(peers: readonly Peer[], field: string): Participant | null {
  return peers.find((peer) => peer.field === field)?.user ?? null;
}

/** "Ana", "Ana and Ben", "Ana, Ben and 3 more". */
export function namesOf(people: readonly { name: string }[]): string {
  const [first = "", second = ""] = people.map((one) => one.name);
  if (people.length <= 1) return first;
  if (people.length === 2) return `${first} and ${second}`;
  return `${first}, ${second} and ${people.length - 2} more`;
}

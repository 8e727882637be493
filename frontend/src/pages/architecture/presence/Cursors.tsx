/** The pointers of others. They move outside React: twenty people who point make no component draw itself anew. */
import { useEffect, useRef } from "react";
import type { PresenceStore } from "@/collab/presence";
import type { Peer, Point } from "@/collab/protocol";
import { personColor } from "@/entities/people/personColor";
import classes from "./presence.module.css";

export function Cursors({ peers, presence }: { peers: readonly Peer[]; presence: PresenceStore }) {
  const pointers = useRef(new Map<string, HTMLElement>());
  useEffect(
    () =>
      presence.onMotion(({ connection, cursor }) => {
        const pointer = pointers.current.get(connection);
        if (pointer) place(pointer, cursor);
      }),
    [presence],
  );
  const hold = (peer: Peer) => (pointer: HTMLElement | null) => {
    if (!pointer) return;
    pointers.current.set(peer.connection, pointer);
    place(pointer, peer.cursor);
    return () => {
      pointers.current.delete(peer.connection);
    };
  };
  return peers.map((peer) => (
    <div
      key={peer.connection}
      ref={hold(peer)}
      className={classes.cursor}
      style={personColor(peer.user)}
    >
      <div className={classes.pointer}>
        <svg width="16" height="18" viewBox="0 0 16 18" aria-hidden="true">
          <path d="M1.5 1.5 14 9.2 8 10.6 5 16.4Z" />
        </svg>
        <span className={classes.name}>{peer.user.name}</span>
      </div>
    </div>
  ));
}

/** Move the pointer there; the first time at once, later gliding. */
function place(pointer: HTMLElement, cursor: Point | null): void {
  if (!cursor) {
    delete pointer.dataset.shown;
    return;
  }
  const isFirst = pointer.dataset.shown === undefined;
  if (isFirst) pointer.dataset.shown = "first";
  pointer.style.transform = `translate(${cursor[0]}px, ${cursor[1]}px)`;
  // Read to let the first place take effect before the next one glides.
  if (isFirst) void pointer.offsetWidth;
  pointer.dataset.shown = "yes";
}

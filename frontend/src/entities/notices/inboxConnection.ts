/** The WebSocket of the person's inbox: connects, reconnects with backoff, and says when there may be something to read. */
import { backoffMs } from "@/collab/connection";

/** Nobody is signed in any more, too many pages are open, or this page said something: asking again would not help. */
const FINAL: ReadonlySet<number> = new Set([4403, 4400, 4429]);

/**
 * Open the socket; `onChange` is called for each change, and where one may have been missed: the server says so whenever it
 * begins to hear of changes. Returns how to close it.
 */
export function openInboxConnection(onChange: () => void): () => void {
  const address = `${window.location.origin.replace(/^http/, "ws")}/ws/inbox/`;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  function open(): void {
    const line = new WebSocket(address);
    socket = line;
    line.onopen = () => {
      attempt = 0;
    };
    line.onmessage = onChange;
    line.onclose = ({ code }) => {
      socket = null;
      if (FINAL.has(code)) return;
      timer = setTimeout(open, backoffMs(attempt));
      attempt += 1;
    };
  }

  open();
  return () => {
    clearTimeout(timer);
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  };
}

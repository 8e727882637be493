/** What a document session shows of its document, and what it needs of the page. */
import type { Role } from "@/api/types";
import type { Snapshot } from "@/model/graph/snapshot";
import type { Outbox } from "./outbox";
import type { Overwritten } from "./overwriteDetection";
import type { Participant } from "./protocol";
import type { SaveProgress } from "./transport";

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
  notify: (message: string) => void;
  /** Somebody has set otherwise what the person had just set. */
  overwritten?: (what: Overwritten) => void;
  /** Where batches are kept until the server has stored them. */
  outbox: Outbox;
}

/** Opens the document session of a person at a model, which keeps unsent batches in this browser. */

import { DocumentSession } from "./documentSession";
import type { DocumentSessionHandlers } from "./documentSessionTypes";
import { openOutbox } from "./outbox";

/** Return the session of a person at a model, which keeps what waits in this browser. */
export function createDocumentSession(
  user: string,
  model: string,
  handlers: Omit<DocumentSessionHandlers, "outbox">,
): DocumentSession {
  return new DocumentSession({ ...handlers, outbox: openOutbox(user, model) });
}

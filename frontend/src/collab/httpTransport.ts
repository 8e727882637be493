/** Where no WebSocket gets through: batches are posted one after the other, and answered as the socket would. */

import { api, unwrap } from "@/api/client";
import { ApiError, defaultMessage } from "@/api/errors";
import type { ClientMessage, Refused, ServerMessage } from "./protocol";

type Posted = Extract<ClientMessage, { type: "batch" | "undo" }>;

export interface HttpTransportHandlers {
  /** What the socket would have said. */
  hear: (message: ServerMessage) => void;
  /** The server could not be reached: what waits has to be given again. */
  failed: () => void;
}

/** Return the function that posts what a page says; what is no change of the model is passed over. */
export function openHttpTransport(
  model: string,
  { hear, failed }: HttpTransportHandlers,
): (message: ClientMessage) => void {
  const queue: Posted[] = [];
  let working = false;

  async function work(): Promise<void> {
    working = true;
    for (let next = queue[0]; next; next = queue[0]) {
      const answer = await posted(model, next);
      if (answer === null) {
        queue.length = 0;
        failed();
        break;
      }
      queue.shift();
      hear(answer);
    }
    working = false;
  }

  return (message) => {
    if (message.type !== "batch" && message.type !== "undo") return;
    if (queue.some(({ id }) => id === message.id)) return;
    queue.push(message);
    if (!working) void work();
  };
}

/** Return the answer of the server; null when there is none, now. Sent again, a batch changes nothing. */
async function posted(model: string, message: Posted): Promise<ServerMessage | null> {
  const { id } = message;
  try {
    return { type: "ack", id, ...(await answerTo(model, message)) };
  } catch (error) {
    const code = error instanceof ApiError ? refusal(error) : undefined;
    return code ? { type: "refused", id, code, problems: [(error as ApiError).message] } : null;
  }
}

/**
 * What stays as it is however often one asks; all else may be better later. A session that has ended, a token that was
 * not there, and a page that a proxy shows instead of the server are no refusals: what waits is given again.
 */
function refusal({ status, code, message }: ApiError): Refused["code"] | undefined {
  if (status === 403 && code !== INSUFFICIENT_ROLE) return undefined;
  if (status === 404 && message === defaultMessage(404)) return undefined;
  return REFUSALS[status];
}

/** The server's code of a request that the role does not allow. */
const INSUFFICIENT_ROLE = "insufficient_role";

const REFUSALS: Readonly<Record<number, Refused["code"]>> = {
  400: "invalid",
  403: "read-only",
  404: "not-found",
  413: "too-large",
};

function answerTo(model: string, message: Posted) {
  const params = { path: { model } };
  if (message.type === "undo") {
    const { id, of } = message;
    return unwrap(api.POST("/api/models/{model}/batches/undo/", { params, body: { id, of } }));
  }
  const body = { id: message.id, ops: message.ops as unknown as { [name: string]: unknown }[] };
  return unwrap(api.POST("/api/models/{model}/batches/", { params, body }));
}

/** Whether flows are encrypted, as the engine says it in `flow_origin.py`: here before the server has answered. */

import { ENCRYPTED_BY_PROTOCOL } from "@/api/catalogue.gen";
import type { SnapshotFlow } from "./snapshot";

const BY_PROTOCOL: ReadonlyMap<string, boolean> = new Map(Object.entries(ENCRYPTED_BY_PROTOCOL));

/** Return whether it is encrypted: as was stated, else by the protocol of a drawn flow; null when unknown. */
export function isEncrypted(
  flow: Pick<SnapshotFlow, "encrypted" | "origin" | "protocol">,
): boolean | null {
  if (flow.encrypted !== null) return flow.encrypted;
  if (flow.origin === "inferred") return null;
  return BY_PROTOCOL.get(flow.protocol.toLowerCase()) ?? null;
}

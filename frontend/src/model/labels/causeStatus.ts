/** The status of a row that stands for several threats. No React. */
import type { ThreatCause, ThreatStatus } from "@/api/types";
import { THREAT_STATUSES } from "./threatStatuses";

const ORDER = Object.keys(THREAT_STATUSES) as readonly ThreatStatus[];

export interface CauseStatus {
  /** That of the threats that want work first. */
  status: ThreatStatus;
  /** How many have it, such as "3 of 5"; empty where all do. */
  share: string;
  /** All of them, such as "3 open, 2 mitigated". */
  all: string;
}

export function causeStatus({ count, statuses }: Pick<ThreatCause, "count" | "statuses">) {
  const had = ORDER.filter((status) => statuses[status]);
  const [status] = had;
  if (!status) return null;
  const number = (one: ThreatStatus) => (statuses[one] ?? 0).toLocaleString("en-US");
  const share = had.length > 1 ? `${number(status)} of ${count.toLocaleString("en-US")}` : "";
  const words = (one: ThreatStatus) => `${number(one)} ${THREAT_STATUSES[one].label.toLowerCase()}`;
  return { status, share, all: had.map(words).join(", ") } satisfies CauseStatus;
}

/** Acceptances of risk in words. No React. */
import type { Acceptance, AcceptanceState, Person } from "@/api/types";

export const ACCEPTANCE_STATES: readonly AcceptanceState[] = [
  "proposed",
  "asked-back",
  "expiring",
  "active",
  "expired",
  "revoked",
  "rejected",
  "withdrawn",
];

type Timed = Pick<Acceptance, "state" | "days_left">;

/** What time is left, such as "Expires in 12 days"; "" for what is over or not decided yet. */
export function timeLeft({ state, days_left: days }: Timed): string {
  if (state !== "active" && state !== "expiring") return "";
  if (days === 0) return "Expires today";
  return days === 1 ? "Expires tomorrow" : `Expires in ${days.toLocaleString("en-US")} days`;
}

export function personName(person: Person | null): string {
  return person ? person.name || person.email : "a former member";
}

/** "1 threat", "12 threats". */
export function threatCount(count: number): string {
  return count === 1 ? "1 threat" : `${count.toLocaleString("en-US")} threats`;
}

/** What has become of the facts since; "" while all are as they were accepted. */
export function changesSince({ changed_count: changed, threat_count: all }: Acceptance): string {
  if (changed === 0) return "";
  return all === 1 ? "Changed since" : `${changed.toLocaleString("en-US")} of ${all} changed since`;
}

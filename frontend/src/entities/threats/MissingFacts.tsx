/** The missing facts that a possible threat depends on, in a line. */
import type { ThreatRow } from "@/api/types";
import classes from "./possible.module.css";

/** "Runtime API over TCP" as "runtime API over TCP"; "TLS" as it is. */
function lowerFirst(label: string): string {
  const isWord = label.charAt(1) === label.charAt(1).toLowerCase();
  return isWord ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

export function MissingFacts({ facts }: { facts: ThreatRow["waits_for"] }) {
  const labels = [...new Set(facts.map((one) => one.label))];
  const deferred = facts.some((one) => one.deferred);
  return (
    <span className={classes.waits} title={labels.join(", ")}>
      <span>Missing: {labels.map(lowerFirst).join(", ")}</span>
      {deferred && <span className={classes.deferred}>Not known yet</span>}
    </span>
  );
}

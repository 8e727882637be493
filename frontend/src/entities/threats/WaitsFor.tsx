/** The facts that a possible threat waits for, in a line. */
import type { ThreatRow } from "@/api/types";
import classes from "./possible.module.css";

export function WaitsFor({ facts }: { facts: ThreatRow["waits_for"] }) {
  const labels = [...new Set(facts.map((one) => one.label))];
  const deferred = facts.some((one) => one.deferred);
  return (
    <span className={classes.waits} title={labels.join(", ")}>
      {labels.join(", ")}
      {deferred && <span className={classes.deferred}>Not known yet</span>}
    </span>
  );
}

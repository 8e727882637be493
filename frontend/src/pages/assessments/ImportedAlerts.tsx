/** What the last file of alerts held, and which of its places the model does not have. */
import type { Assessment } from "@/api/types";
import { alertsReadText } from "@/model/labels/assessments";
import { counted } from "@/model/labels/counted";
import classes from "./assessments.module.css";

export function ImportedAlerts({ alerts }: { alerts: NonNullable<Assessment["alerts"]> }) {
  const { unmapped } = alerts;
  return (
    <div className={classes.notice}>
      <p className={classes.line}>Last import: {alertsReadText(alerts)}</p>
      {unmapped.length > 0 && (
        <details className={classes.details}>
          <summary>{counted(unmapped.length, "place")} not in the model</summary>
          <ul className={classes.unmapped}>
            {unmapped.map(({ name, alerts: count }) => (
              <li key={name}>
                <code>{name}</code> <span className={classes.quiet}>{counted(count, "alert")}</span>
              </li>
            ))}
          </ul>
          <p className={classes.quiet}>
            Import the manifests of these workloads, or link their findings by hand.
          </p>
        </details>
      )}
    </div>
  );
}

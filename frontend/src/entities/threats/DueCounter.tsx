/** Until when a threat is to be dealt with: "4 days left", "Overdue by 3 days". */
import { IconAlertCircle } from "@tabler/icons-react";
import type { ThreatRow } from "@/api/types";
import { dueText } from "@/model/labels/dueDates";
import { calendarDay } from "@/ui/time";
import classes from "./due.module.css";

export function DueCounter({
  threat,
}: {
  threat: Pick<ThreatRow, "due" | "days_left" | "due_by_severity">;
}) {
  const { due, days_left: left, due_by_severity: bySeverity } = threat;
  if (!due) return null;
  const exact = `Due ${calendarDay(due)}${bySeverity ? ", by the team's days for the severity" : ""}`;
  if (left === null) return <span title={exact}>{calendarDay(due)}</span>;
  const overdue = left < 0;
  return (
    <span className={classes.due} data-overdue={overdue || undefined} title={exact}>
      {overdue && <IconAlertCircle size={14} aria-hidden="true" />}
      {dueText(left)}
    </span>
  );
}

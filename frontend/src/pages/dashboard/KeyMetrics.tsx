/** What needs attention in the team, in four numbers. */
import { IconClockExclamation, IconHelpCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ModelRow } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import classes from "./dashboard.module.css";
import { teamMetrics } from "./metrics";

export function KeyMetrics({ models }: { models: readonly ModelRow[] }) {
  const metrics = teamMetrics(models);
  return (
    <dl className={classes.strip}>
      <Metric
        icon={<SeverityIcon severity="critical" />}
        label="Critical threats"
        value={metrics.critical}
      />
      <Metric icon={<SeverityIcon severity="high" />} label="High threats" value={metrics.high} />
      <Metric
        icon={<IconClockExclamation size={14} stroke={1.75} aria-hidden="true" />}
        label="Overdue mitigations"
        value={metrics.overdue}
      />
      <Metric
        icon={<IconHelpCircle size={14} stroke={1.75} aria-hidden="true" />}
        label="Open questions"
        value={metrics.questions}
      />
    </dl>
  );
}

function Metric({ icon, label, value }: { icon: ReactNode; label: string; value: number }) {
  return (
    <div className={classes.figure}>
      <dt>
        {icon}
        {label}
      </dt>
      <dd data-zero={value === 0}>{value}</dd>
    </div>
  );
}

/** What needs attention in the team, in five numbers. Accepted threats are among the others. */
import { IconClockExclamation, IconFileCheck, IconHelpCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ModelRow } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import classes from "./dashboard.module.css";
import { teamMetrics } from "./modelSums";

interface KeyMetricsProps {
  team: string;
  models: readonly ModelRow[];
}

export function KeyMetrics({ team, models }: KeyMetricsProps) {
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
        icon={<IconFileCheck size={14} stroke={1.75} aria-hidden="true" />}
        label={
          <Link className={classes.figureLink} to="/t/$team/acceptances" params={{ team }}>
            Accepted, still counted
          </Link>
        }
        value={metrics.accepted}
      />
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

interface MetricProps {
  icon: ReactNode;
  label: ReactNode;
  value: number;
}

function Metric({ icon, label, value }: MetricProps) {
  return (
    <div className={classes.figure}>
      <dt>
        {icon}
        {label}
      </dt>
      <dd data-zero={value === 0}>{value.toLocaleString("en-US")}</dd>
    </div>
  );
}

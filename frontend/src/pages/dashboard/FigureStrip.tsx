/** What needs attention in the team, in four numbers. */
import { IconClockExclamation, IconHelpCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ModelRow } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import classes from "./dashboard.module.css";
import { teamFigures } from "./figures";

export function FigureStrip({ models }: { models: readonly ModelRow[] }) {
  const figures = teamFigures(models);
  return (
    <dl className={classes.strip}>
      <Figure
        icon={<SeverityIcon severity="critical" />}
        label="Critical threats"
        value={figures.critical}
      />
      <Figure icon={<SeverityIcon severity="high" />} label="High threats" value={figures.high} />
      <Figure
        icon={<IconClockExclamation size={14} stroke={1.75} aria-hidden="true" />}
        label="Overdue mitigations"
        value={figures.overdue}
      />
      <Figure
        icon={<IconHelpCircle size={14} stroke={1.75} aria-hidden="true" />}
        label="Open questions"
        value={figures.questions}
      />
    </dl>
  );
}

function Figure({ icon, label, value }: { icon: ReactNode; label: string; value: number }) {
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

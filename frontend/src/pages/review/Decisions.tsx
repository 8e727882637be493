/** What was decided about which threats, who deals with them, and until when. */
import { Link } from "@tanstack/react-router";
import type { ReviewMinutes } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import classes from "./decisions.module.css";

type Decision = ReviewMinutes["decisions"][number];

export function Decisions({ minutes }: { minutes: ReviewMinutes }) {
  const { decisions, more_decisions: more } = minutes;
  const title = decisions.length === 0 ? "Decisions" : `Decisions (${decisions.length + more})`;
  return (
    <Section title={title} flush>
      {decisions.length === 0 ? (
        <p className={classes.none}>No threat was decided about.</p>
      ) : (
        <ul className={classes.list}>
          {decisions.map((decision) => (
            <DecisionRow key={decision.number} decision={decision} />
          ))}
        </ul>
      )}
      {more > 0 && (
        <p className={classes.none}>{more.toLocaleString("en-US")} more are not listed.</p>
      )}
    </Section>
  );
}

function DecisionRow({ decision }: { decision: Decision }) {
  const { id } = useModel();
  const { number, title, severity, status, reason, owner, due, by } = decision;
  return (
    <li className={classes.row}>
      <SeverityBadge severity={severity} />
      <span className={classes.words}>
        <Link
          className={classes.title}
          to="/m/$model/threats/$number"
          params={{ model: id, number: String(number) }}
        >
          <span className={classes.key}>T{number}</span> {title}
        </Link>
        {reason && <span className={classes.reason}>{reason}</span>}
        <span className={classes.detail}>
          By {by}
          {owner && ` · Owner ${owner}`}
          {due && ` · Due ${calendarDay(due)}`}
        </span>
      </span>
      <StatusBadge status={status} />
    </li>
  );
}

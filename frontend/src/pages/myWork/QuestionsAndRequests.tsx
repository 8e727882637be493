/** Questions that the person was asked, and requests to accept risk that wait for their decision. */
import { IconHelpCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { MyWork } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import { personName } from "@/model/labels/acceptances";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import classes from "./myWork.module.css";

type Question = MyWork["questions"]["results"][number];
type Decision = MyWork["decisions"]["results"][number];

/** "Questions to you (34, the newest 20 shown)". */
function titleOf(what: string, count: number, shown: number): string {
  return shown < count ? `${what} (${count}, the first ${shown} shown)` : `${what} (${count})`;
}

export function QuestionList({ count, results }: MyWork["questions"]) {
  return (
    <Section flush title={titleOf("Questions to you", count, results.length)}>
      <ul className={classes.rows}>
        {results.map((question, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: questions of a fact have no number
          <li key={place} className={classes.row}>
            <span className={classes.icon}>
              <IconHelpCircle size={15} aria-hidden="true" />
            </span>
            <QuestionLink question={question} />
            <span className={classes.place}>{question.model.name}</span>
            <span className={classes.state}>{personName(question.asked_by)}</span>
            <span className={classes.due}>
              <RelativeTime at={question.asked_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function QuestionLink({ question: { model, number, text } }: { question: Question }) {
  const shared = { className: classes.title, title: text };
  if (number === null)
    return (
      <Link {...shared} to="/m/$model/questions" params={{ model: model.id }}>
        {text}
      </Link>
    );
  return (
    <Link
      {...shared}
      to="/m/$model/threats/$number"
      params={{ model: model.id, number: String(number) }}
    >
      <span className={classes.number}>T{number}</span>
      {text}
    </Link>
  );
}

export function DecisionList({ count, results }: MyWork["decisions"]) {
  return (
    <Section flush title={titleOf("Risks to decide on", count, results.length)}>
      <ul className={classes.rows}>
        {results.map((decision) => (
          <li key={`${decision.model.id} ${decision.number}`} className={classes.row}>
            <span className={classes.icon} title={SEVERITY_LABELS[decision.severity]}>
              <SeverityIcon severity={decision.severity} />
            </span>
            <DecisionLink decision={decision} />
            <span className={classes.place}>{decision.model.name}</span>
            <span className={classes.state}>{personName(decision.requested_by)}</span>
            <span className={classes.due}>until {calendarDay(decision.expires_on)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function DecisionLink({ decision: { team, model, number, title } }: { decision: Decision }) {
  return (
    <Link
      className={classes.title}
      title={title}
      to="/t/$team/acceptances"
      params={{ team }}
      search={{ open: String(number), in: model.id }}
    >
      <span className={classes.number}>A{number}</span>
      {title}
    </Link>
  );
}

/** The assessments of the model, the newest first. */
import { IconClipboardCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { AssessmentRow } from "@/api/types";
import { ASSESSMENT_KINDS, findingsText } from "@/model/labels/assessments";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import classes from "./assessments.module.css";

export function AssessmentList({ assessments }: { assessments: readonly AssessmentRow[] }) {
  const { canEdit } = useModel();
  if (assessments.length === 0) {
    return (
      <EmptyState icon={<IconClipboardCheck size={24} />} title="No assessments yet">
        {canEdit
          ? "Add a penetration test or an audit with its findings and link them to threats, or import alerts of Falco: each rule becomes a finding on the workloads of this model."
          : "Editors add penetration tests and audits with their findings, or import alerts of Falco."}
      </EmptyState>
    );
  }
  return (
    <Section title="All assessments" flush>
      <ul className={classes.plainList}>
        {assessments.map((one) => (
          <Row key={one.id} assessment={one} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ assessment }: { assessment: AssessmentRow }) {
  const { id } = useModel();
  const { kind, next_due: due, overdue, performed_on: day, tester, title } = assessment;
  const by = tester && ` by ${tester}`;
  return (
    <li className={rows.row}>
      <span className={rows.rowMain}>
        <Link
          className={classes.link}
          to="/m/$model/assessments"
          params={{ model: id }}
          search={{ assessment: assessment.id }}
        >
          {title}
        </Link>
        <span className={rows.detail}>
          {ASSESSMENT_KINDS[kind]}
          {by}, {calendarDay(day)}
        </span>
      </span>
      <span className={classes.facts}>
        <span>{findingsText(assessment)}</span>
        {due && !overdue && <span>Next due {calendarDay(due)}</span>}
        {due && overdue && <Overdue due={due} />}
      </span>
    </li>
  );
}

export function Overdue({ due }: { due: string }) {
  return (
    <span className={classes.badge} data-tone="bad">
      Overdue since {calendarDay(due)}
    </span>
  );
}

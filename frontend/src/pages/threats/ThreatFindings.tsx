/** What assessments found about a threat: reported and confirmed findings, and what became of the others. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ThreatFinding } from "@/api/types";
import { assessmentsKey, threatFindingsQuery } from "@/entities/assessments/queries";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import { foundText } from "@/model/labels/assessments";
import { useModel } from "@/session/useModel";
import { ArticleSection } from "@/ui/Article";
import { calendarDay } from "@/ui/time";
import classes from "./findings.module.css";

export function ThreatFindings({ number }: { number: number }) {
  const { id } = useModel();
  useLiveInvalidation("assessment", assessmentsKey);
  const { data } = useQuery(threatFindingsQuery(id, number));
  if (!data || data.findings.length === 0) return null;
  return (
    <ArticleSection title="Assessments">
      <ul className={classes.list}>
        {data.findings.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
    </ArticleSection>
  );
}

function FindingRow({ finding }: { finding: ThreatFinding }) {
  const { id } = useModel();
  const { assessment, evidence, severity, status, title } = finding;
  return (
    <li className={classes.finding} data-status={status}>
      <span className={classes.found}>
        <SeverityIcon severity={severity} />
        {foundText(finding, calendarDay(assessment.performed_on))}
      </span>
      <Link
        className={classes.link}
        to="/m/$model/assessments"
        params={{ model: id }}
        search={{ assessment: assessment.id }}
      >
        {title}
      </Link>
      {evidence && <p className={classes.evidence}>{evidence}</p>}
    </li>
  );
}

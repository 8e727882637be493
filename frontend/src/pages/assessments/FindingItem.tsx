/** One finding: what was found, what became of it, and what it is about. */
import type { AssessmentFinding } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { FINDING_STATUSES } from "@/model/labels/assessments";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import { exactTime } from "@/ui/time";
import classes from "./assessments.module.css";
import { FindingActions } from "./FindingActions";
import { FindingLinks } from "./FindingLinks";
import type { FindingItemProps } from "./findingTypes";
import { ThreatSuggestions } from "./ThreatSuggestions";

export function FindingItem({ assessment, finding }: FindingItemProps) {
  const { canEdit } = useModel();
  const { description, evidence, severity, status, title } = finding;
  return (
    <li className={classes.finding} data-status={status}>
      <div className={classes.head}>
        <SeverityBadge severity={severity} />
        <h2 className={classes.title}>{title}</h2>
        {canEdit ? (
          <FindingActions assessment={assessment} finding={finding} />
        ) : (
          <span className={classes.badge}>{FINDING_STATUSES[status]}</span>
        )}
      </div>
      {finding.alert_count > 0 && <AlertFacts finding={finding} />}
      {description && <p className={classes.text}>{description}</p>}
      {evidence && (
        <p className={classes.text}>
          <strong>Evidence: </strong>
          {evidence}
        </p>
      )}
      {finding.techniques.length > 0 && <Techniques finding={finding} />}
      <FindingLinks assessment={assessment} finding={finding} />
      {canEdit && finding.suggested.length > 0 && (
        <ThreatSuggestions assessment={assessment} finding={finding} />
      )}
    </li>
  );
}

function AlertFacts({ finding }: { finding: AssessmentFinding }) {
  const { alert_count: count, first_seen: first, last_seen: last, place, subjects } = finding;
  return (
    <p className={classes.quiet}>
      {counted(count, "alert")}
      {subjects.length === 0 && ` on ${place}`}
      {first && `, first ${exactTime(new Date(first))}`}
      {last && last !== first && `, last ${exactTime(new Date(last))}`}
    </p>
  );
}

function Techniques({ finding }: { finding: AssessmentFinding }) {
  return (
    <p className={classes.quiet}>
      MITRE ATT&CK:{" "}
      {finding.techniques.map(({ id, title, url }, place) => (
        <span key={id}>
          {place > 0 && ", "}
          <a className={classes.link} href={url} target="_blank" rel="noreferrer noopener">
            {title ? `${id} ${title}` : id}
          </a>
        </span>
      ))}
    </p>
  );
}

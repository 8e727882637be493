/** Threats that a finding may be about; a person links them. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { findingName } from "@/model/labels/assessments";
import { useModel } from "@/session/useModel";
import { changeFinding } from "./assessmentApiCalls";
import classes from "./assessments.module.css";
import type { FindingItemProps } from "./findingTypes";
import { useAssessmentMutation } from "./useAssessmentMutation";

export function ThreatSuggestions({ assessment, finding }: FindingItemProps) {
  const { id } = useModel();
  const change = useAssessmentMutation(changeFinding);
  const numbers = finding.threats.map(({ number }) => number);
  return (
    <div className={classes.suggestions}>
      <p className={classes.quiet}>Threats with the same technique on the same elements:</p>
      <ul className={classes.plainList} aria-label={`Suggested for ${findingName(finding)}`}>
        {finding.suggested.map(({ number, title, subject }) => (
          <li key={number} className={classes.suggestion}>
            <Link
              className={classes.link}
              title={subject}
              to="/m/$model/threats/$number"
              params={{ model: id, number: String(number) }}
            >
              T{number} {title}
            </Link>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={`Link T${number}`}
              disabled={change.isPending}
              onClick={() =>
                change.mutate({ assessment, finding, change: { threats: [...numbers, number] } })
              }
            >
              Link
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

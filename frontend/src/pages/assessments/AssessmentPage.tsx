/** One assessment: when it was, what its file of alerts held, and its findings. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Assessment } from "@/api/types";
import { ASSESSMENT_KINDS, reportHost } from "@/model/labels/assessments";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { calendarDay } from "@/ui/time";
import { Overdue } from "./AssessmentList";
import { AssessmentMenu } from "./AssessmentMenu";
import { AssessmentSkeleton } from "./AssessmentSkeleton";
import classes from "./assessments.module.css";
import { AddFindingDialog } from "./FindingDialog";
import { FindingList } from "./FindingList";
import { ImportAlerts } from "./ImportAlerts";
import { ImportedAlerts } from "./ImportedAlerts";
import { assessmentQuery } from "./queries";

export function AssessmentPage({ assessment: key }: { assessment: string }) {
  const { id, canEdit } = useModel();
  const { data: found, error, refetch } = useQuery(assessmentQuery(id, key));
  return (
    <Page title={found?.title ?? "Assessment"}>
      <PageHeader
        title={found?.title ?? "Assessment"}
        meta={found && <Badges assessment={found} />}
        description={found && <Facts assessment={found} />}
        actions={
          <>
            <LinkButton
              variant="default"
              to="/m/$model/assessments"
              params={{ model: id }}
              search={{}}
            >
              All assessments
            </LinkButton>
            {found && canEdit && <Actions assessment={found} />}
          </>
        }
      />
      {error && !found && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !found && <AssessmentSkeleton />}
      {found && <Body assessment={found} />}
    </Page>
  );
}

function Badges({ assessment }: { assessment: Assessment }) {
  const { kind, next_due: due, overdue } = assessment;
  return (
    <span className={classes.badges}>
      <span className={classes.badge}>{ASSESSMENT_KINDS[kind]}</span>
      {due && overdue && <Overdue due={due} />}
    </span>
  );
}

function Facts({ assessment }: { assessment: Assessment }) {
  const { kind, next_due: due, performed_on: day, report_url: report, tester } = assessment;
  return (
    <>
      {kind === "runtime-alerts" ? "Alerts until" : "Performed"} {calendarDay(day)}
      {tester && ` by ${tester}`}
      {due && `; next due ${calendarDay(due)}`}
      {report && "; "}
      {report && (
        <a className={classes.link} href={report} target="_blank" rel="noreferrer noopener">
          report on {reportHost(report)}
        </a>
      )}
    </>
  );
}

function Actions({ assessment }: { assessment: Assessment }) {
  const [adding, setAdding] = useState(false);
  return (
    <>
      {assessment.kind === "runtime-alerts" && <ImportAlerts assessment={assessment} />}
      <AssessmentMenu assessment={assessment} />
      <Button
        leftSection={<IconPlus size={15} aria-hidden="true" />}
        onClick={() => setAdding(true)}
      >
        Add finding
      </Button>
      {adding && <AddFindingDialog assessment={assessment} onClose={() => setAdding(false)} />}
    </>
  );
}

function Body({ assessment }: { assessment: Assessment }) {
  const { alerts, findings, scope } = assessment;
  return (
    <div className={classes.stack}>
      {scope && (
        <p className={classes.notice}>
          <strong>Scope: </strong>
          {scope}
        </p>
      )}
      {alerts && <ImportedAlerts alerts={alerts} />}
      {findings.length === 0 ? (
        <EmptyState size="compact" title="No findings">
          Add what was found, or leave it empty when nothing was.
        </EmptyState>
      ) : (
        <FindingList assessment={assessment} />
      )}
    </div>
  );
}

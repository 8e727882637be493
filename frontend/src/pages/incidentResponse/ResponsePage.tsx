/** Responses to incidents: playbooks that can be started, runs, and one run with its steps. */
import { useQuery } from "@tanstack/react-query";
import { playbooksQuery, responsesKey } from "@/entities/incidentResponse/queries";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { PlaybookList } from "./PlaybookList";
import { runsQuery } from "./queries";
import { ResponseSkeleton } from "./ResponseSkeleton";
import { RunList } from "./RunList";
import { RunPage } from "./RunPage";
import classes from "./response.module.css";

export default function ResponsePage() {
  useLiveInvalidation("response", responsesKey);
  const [address] = useSearchParams();
  const run = firstOf(address as never, "run");
  return run ? <RunPage key={run} run={run} /> : <Overview />;
}

function Overview() {
  return (
    <Page title="Response">
      <PageHeader
        title="Response"
        description="Respond to an incident step by step: isolate, save the evidence, rotate, redeploy. The steps name the parts of your model."
      />
      <Lists />
    </Page>
  );
}

function Lists() {
  const { id } = useModel();
  const runs = useQuery(runsQuery(id));
  const playbooks = useQuery(playbooksQuery(id));
  const error = (runs.data ? null : runs.error) ?? (playbooks.data ? null : playbooks.error);
  if (error) {
    const again = (): void => void Promise.all([runs.refetch(), playbooks.refetch()]);
    return <ErrorState error={error} onRetry={again} />;
  }
  if (!runs.data || !playbooks.data) return <ResponseSkeleton />;
  return (
    <div className={classes.stack}>
      <RunList runs={runs.data.results} />
      <PlaybookList playbooks={playbooks.data.playbooks} />
    </div>
  );
}

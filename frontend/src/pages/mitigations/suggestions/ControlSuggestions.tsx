/** The controls that would treat open threats of the model, those that remove most risk first. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { ControlSuggestion } from "@/api/types";
import { threatCount } from "@/model/labels/acceptances";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { planControl } from "./planControl";
import { suggestionsQuery } from "./queries";
import classes from "./suggestions.module.css";

const PlanDialog = lazyWithRetry(() => import("./PlanDialog"));
const KEPT = ["open", "view", "month"];
const BAR_PX = 140; // of the control that removes most

export default function ControlSuggestions() {
  const { id } = useModel();
  const params = useListParams({ keep: KEPT });
  const { data, error, refetch } = useQuery(suggestionsQuery(id, params.page));
  const [spread, setSpread] = useState<ControlSuggestion | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <div aria-busy="true" />;
  if (data.count === 0)
    return (
      <EmptyState title="No control to suggest">
        Every open threat that a control of the library treats has a mitigation with it.
      </EmptyState>
    );
  const most = Math.max(...data.results.map(({ score }) => score));
  return (
    <>
      <p className={classes.lead}>
        Ranked by the risk each removes: the scores of the open threats it would treat, and that no
        mitigation with it treats yet.
      </p>
      <ol className={classes.list}>
        {data.results.map((suggestion) => (
          <Row
            key={suggestion.control.id}
            suggestion={suggestion}
            share={suggestion.score / most}
            onSpread={() => setSpread(suggestion)}
          />
        ))}
      </ol>
      <Pagination count={data.count} params={params} />
      {spread && (
        <Suspense>
          <PlanDialog suggestion={spread} onClose={() => setSpread(null)} />
        </Suspense>
      )}
    </>
  );
}

interface RowProps {
  suggestion: ControlSuggestion;
  /** Of the risk that the first of the page removes. */
  share: number;
  onSpread: () => void;
}

function Row({ suggestion, share, onSpread }: RowProps) {
  const { id, row, canEdit } = useModel();
  const step = useUndoableMutation(planControl, id);
  const { control, score, mitigation, team_models: models } = suggestion;
  const team = row?.team.id ?? "";
  const plan = (): void =>
    step.mutate({ team, control: control.id, title: control.title, models: [id] });
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Link
          className={classes.title}
          to="/t/$team/controls/$control"
          params={{ team, control: control.id }}
        >
          {control.title}
        </Link>
        <p className={classes.figures}>{figures(suggestion)}</p>
      </div>
      <span className={classes.risk} title="The sum of the scores of these threats">
        <span className={classes.bar} style={{ width: Math.max(3, share * BAR_PX) }} />
        <span className={classes.score}>{score.toLocaleString("en-US")}</span>
      </span>
      {canEdit && (
        <span className={classes.actions}>
          <Button size="compact-sm" variant="default" loading={step.isPending} onClick={plan}>
            {mitigation === null ? "Plan" : `Attach to M${mitigation}`}
            <span className={classes.hidden}>: {control.title}</span>
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onSpread}>
            {models > 1 ? `In ${models} models…` : "Threats…"}
            <span className={classes.hidden}> {control.title}</span>
          </Button>
        </span>
      )}
    </li>
  );
}

/** "Treats 12 threats, 4 of which an import can verify; 34 threats in 3 models of the team". */
function figures({
  threats,
  resolved,
  team_threats: all,
  team_models: models,
}: ControlSuggestion): string {
  const here = `Treats ${threatCount(threats)}`;
  const shown = resolved ? `, ${share(resolved, threats)} of which an import can verify` : "";
  const elsewhere = models > 1 ? `; ${threatCount(all)} in ${models} models of the team` : "";
  return `${here}${shown}${elsewhere}`;
}

function share(count: number, all: number): string {
  return count === all ? "all" : count.toLocaleString("en-US");
}

/** How the posture of the team develops, over all its models. */
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { CombinedPosture } from "./CombinedPosture";
import type { Scope } from "./figureTargets";
import { RangeControl, TakenAt } from "./PostureView";
import { usePostureDates } from "./usePostureDates";

export default function TeamPosturePage() {
  const { team } = useParams({ from: "/app/t/$team/posture" });
  const scope = useMemo<Scope & { kind: "portfolio" }>(() => ({ kind: "portfolio", team }), [team]);
  const dates = usePostureDates();
  return (
    <Page title="Team posture">
      <PageHeader
        title="Team posture"
        meta={<TakenAt scope={scope} dates={dates} />}
        description="How the risk of all models of the team develops: one snapshot for each day and model."
        actions={<RangeControl dates={dates} />}
      />
      <CombinedPosture scope={scope} dates={dates} />
    </Page>
  );
}

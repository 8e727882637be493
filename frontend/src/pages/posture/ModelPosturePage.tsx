/** How the posture of the model develops. */
import { useMemo } from "react";
import { useModel } from "@/session/useModel";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import type { Scope } from "./figureTargets";
import { PostureView, RangeControl, TakenAt } from "./PostureView";
import { usePostureDates } from "./usePostureDates";

export default function ModelPosturePage() {
  const { id, row } = useModel();
  const team = row?.team.id;
  const scope: Scope = useMemo(() => ({ kind: "model", model: id, team }), [id, team]);
  const dates = usePostureDates();
  return (
    <Page title="Posture">
      <PageHeader
        title="Posture"
        meta={<TakenAt scope={scope} dates={dates} />}
        description="How the risk of this model develops: one snapshot for each day."
        actions={<RangeControl dates={dates} />}
      />
      <PostureView scope={scope} dates={dates} />
    </Page>
  );
}

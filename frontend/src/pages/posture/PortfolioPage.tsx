/** The posture of the models of all one's teams. */
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { CombinedPosture } from "./CombinedPosture";
import type { Scope } from "./figureTargets";
import { RangeControl, TakenAt } from "./PostureView";
import { usePostureDates } from "./usePostureDates";

const SCOPE: Scope & { kind: "portfolio" } = { kind: "portfolio", team: undefined };

export default function PortfolioPage() {
  const dates = usePostureDates();
  return (
    <Page title="Portfolio">
      <PageHeader
        title="Portfolio"
        meta={<TakenAt scope={SCOPE} dates={dates} />}
        description="How the risk of the models of all your teams develops."
        actions={<RangeControl dates={dates} />}
      />
      <CombinedPosture scope={SCOPE} dates={dates} />
    </Page>
  );
}

/** The posture of several models: their sums over time, and each by itself. */
import { PageTabs } from "@/ui/PageTabs";
import type { Scope } from "./figureTargets";
import { ModelGroups } from "./ModelGroups";
import { PortfolioModels } from "./PortfolioModels";
import { PortfolioThreats } from "./PortfolioThreats";
import { PostureView } from "./PostureView";
import type { Dates } from "./usePostureDates";

interface CombinedPostureProps {
  scope: Scope & { kind: "portfolio" };
  dates: Dates;
}

export function CombinedPosture({ scope, dates }: CombinedPostureProps) {
  return (
    <PageTabs
      tabs={[
        {
          value: "figures",
          label: "Figures",
          panel: <PostureView scope={scope} dates={dates} />,
        },
        { value: "models", label: "Models", panel: <PortfolioModels scope={scope} /> },
        { value: "threats", label: "Threats", panel: <PortfolioThreats scope={scope} /> },
        { value: "groups", label: "By tag and owner", panel: <ModelGroups scope={scope} /> },
      ]}
    />
  );
}

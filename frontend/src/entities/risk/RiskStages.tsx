/** Inherent, current and target risk beside each other. */
import type { RiskStage } from "@/api/types";
import { STAGES, type Stage } from "@/model/labels/risk";
import { RiskBadge } from "./RiskBadge";
import classes from "./risk.module.css";

interface RiskStagesProps {
  /** Null where nothing is left. */
  risk: Readonly<Record<Stage, RiskStage | null>>;
  /** Say likelihood and impact of each stage below it. */
  pairs?: boolean;
}

export function RiskStages({ risk, pairs = false }: RiskStagesProps) {
  return (
    <dl className={classes.stages}>
      {STAGES.map(({ value, label, meaning }) => {
        const stage = risk[value];
        return (
          <div key={value} className={classes.stage} title={meaning}>
            <dt>{label}</dt>
            <dd>
              <RiskBadge level={stage?.level ?? null} score={stage?.score ?? 0} />
            </dd>
            {pairs && (
              <dd className={classes.pair}>
                {stage?.level
                  ? `${stage.likelihood_name} × ${stage.impact_name}`
                  : "No likelihood left"}
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}

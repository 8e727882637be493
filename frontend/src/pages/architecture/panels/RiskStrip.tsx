/** The highest risk of the selected element or flow at each stage, and how much is above the appetite. */
import type { SubjectRisk } from "@/api/types";
import { RiskStages } from "@/entities/risk/RiskStages";
import classes from "./riskStrip.module.css";

export function RiskStrip({ risk }: { risk: SubjectRisk | undefined }) {
  if (!risk || risk.inherent.threats === 0) return null;
  const { inherent, current, target, above_appetite: above } = risk;
  return (
    <section className={classes.root} aria-label="Risk">
      <RiskStages
        risk={{ inherent: inherent.highest, current: current.highest, target: target.highest }}
      />
      <p className={classes.line}>
        Highest of {inherent.threats === 1 ? "1 threat" : `${inherent.threats} threats`}
        {current.highest && `, now T${current.highest.threat}`}.{" "}
        {above > 0 && `${above} above the appetite and not accepted. `}
        Sum: {inherent.score}, now {current.score}, target {target.score}.
      </p>
    </section>
  );
}

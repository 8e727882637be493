/** Threats by likelihood and impact: before mitigations, with those that are done, and with all. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Risk } from "@/api/types";
import { type MatrixCell, MatrixTable } from "@/entities/risk/MatrixTable";
import { STAGES, type Stage } from "@/model/labels/risk";
import { Section } from "@/ui/Section";
import { TargetLink } from "./charts/ChartTable";
import { written } from "./figures";
import { appetiteTarget, cellTarget, type Scope } from "./figureTargets";
import { RatingMethod } from "./RatingMethod";
import classes from "./risk.module.css";

export function HeatMap({ risk, scope }: { risk: Risk; scope: Scope }) {
  const [stage, setStage] = useState<Stage>("current");
  const meaning = STAGES.find(({ value }) => value === stage)?.meaning;
  const count = ({ likelihood, impact }: MatrixCell): number =>
    risk[stage].cells[impact]?.[likelihood] ?? 0;
  return (
    <Section
      title="Likelihood × impact"
      description={`${meaning} The number of threats in each cell; accepted ones count.`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Risk"
          value={stage}
          onChange={(next) => setStage(next as Stage)}
          data={STAGES.map(({ value, label }) => ({ value, label }))}
        />
      }
    >
      <MatrixTable
        matrix={risk.matrix}
        label={`Threats by likelihood and impact: ${stage}`}
        isQuiet={(cell) => count(cell) === 0}
      >
        {(cell) => <CellCount cell={cell} count={count(cell)} stage={stage} scope={scope} />}
      </MatrixTable>
      <p className={classes.scores}>
        <AboveAppetite risk={risk} stage={stage} scope={scope} /> Sum of likelihood × impact:
        inherent {written(risk.inherent.score)}, current {written(risk.current.score)} (of it{" "}
        {written(risk.accepted.score)} accepted), target {written(risk.target.score)}.
        {risk.matrices_differ &&
          " The teams have different risk matrices; the default one is shown."}
      </p>
      {scope.kind === "model" && <RatingMethod />}
    </Section>
  );
}

/** How many threats are above the appetite, and how many of them are accepted; the current ones lead to the list. */
function AboveAppetite({ risk, stage, scope }: { risk: Risk; stage: Stage; scope: Scope }) {
  const above = risk[stage].above_appetite;
  const text = `${written(above)} ${above === 1 ? "threat is" : "threats are"} above the appetite`;
  // Where matrices differ, the list goes by that of each team, and the figure by the default one.
  if (stage !== "current" || above === 0 || risk.matrices_differ) return `${text}.`;
  const accepted = risk.accepted.above_appetite;
  return (
    <>
      <TargetLink target={appetiteTarget(scope, "all")}>{text}</TargetLink>
      {accepted > 0 && (
        <>
          ,{" "}
          <TargetLink target={appetiteTarget(scope, "accepted")}>
            {`${written(accepted)} of them accepted`}
          </TargetLink>
        </>
      )}
      .
    </>
  );
}

interface CellCountProps {
  cell: MatrixCell;
  count: number;
  stage: Stage;
  scope: Scope;
}

function CellCount({ cell: { likelihood, impact }, count, stage, scope }: CellCountProps) {
  const levels = { likelihood: likelihood + 1, impact: impact + 1 };
  const target = stage === "inherent" ? cellTarget(levels, scope) : null;
  const text = written(count);
  return target && count > 0 ? <TargetLink target={target}>{text}</TargetLink> : text;
}

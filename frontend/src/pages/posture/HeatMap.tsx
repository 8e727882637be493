/** Threats by likelihood and impact: before mitigations, with those that are done, and with all. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Risk } from "@/api/types";
import { type MatrixCell, MatrixTable } from "@/entities/risk/MatrixTable";
import { STAGES, type Stage } from "@/model/labels/risk";
import { Section } from "@/ui/Section";
import { TargetLink } from "./charts/ChartTable";
import { written } from "./figures";
import { RatingMethod } from "./RatingMethod";
import classes from "./risk.module.css";
import { cellTarget, type Scope } from "./scope";

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
        {aboveText(risk, stage)} Sum of likelihood × impact: inherent {written(risk.inherent.score)}
        , current {written(risk.current.score)} (of it {written(risk.accepted.score)} accepted),
        target {written(risk.target.score)}.
        {risk.matrices_differ &&
          " The teams have different risk matrices; the default one is shown."}
      </p>
      {scope.kind === "model" && <RatingMethod />}
    </Section>
  );
}

/** How many threats are above the appetite, and how many of them are accepted. */
function aboveText(risk: Risk, stage: Stage): string {
  const above = risk[stage].above_appetite;
  const accepted = stage === "current" ? risk.accepted.above_appetite : 0;
  const of = accepted > 0 ? `, ${written(accepted)} of them accepted` : "";
  return `${written(above)} ${above === 1 ? "threat is" : "threats are"} above the appetite${of}.`;
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

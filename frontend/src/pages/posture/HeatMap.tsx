/** Threats by likelihood and impact: before mitigations, with those that are done, and with all. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Risk } from "@/api/types";
import { Section } from "@/ui/Section";
import { TargetLink } from "./charts/ChartTable";
import { written } from "./figures";
import classes from "./risk.module.css";
import { type Cell, IMPACTS, LIKELIHOODS, matrixRows, STAGES, type Stage } from "./riskLevels";
import { cellTarget, type Scope } from "./scope";

const MEANINGS: Readonly<Record<Stage, string>> = {
  inherent: "Before any mitigation.",
  current: "With the mitigations that are implemented or verified.",
  target: "Once all mitigations that are not rejected are done.",
};

export function HeatMap({ risk, scope }: { risk: Risk; scope: Scope }) {
  const [stage, setStage] = useState<Stage>("current");
  return (
    <Section
      title="Likelihood × impact"
      description={`${MEANINGS[stage]} The number of threats in each cell; accepted ones count.`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Risk"
          value={stage}
          onChange={(next) => setStage(next as Stage)}
          data={[...STAGES]}
        />
      }
    >
      <div className={classes.scroll}>
        <table className={classes.matrix} aria-label={`Threats by likelihood and impact: ${stage}`}>
          <thead>
            <tr>
              <th scope="col">Impact</th>
              {LIKELIHOODS.map((name, index) => (
                <th key={name} scope="col">
                  {index + 1} {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrixRows(risk, stage).map((row) => (
              <MatrixRow key={row[0]?.impact} row={row} stage={stage} scope={scope} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.scores}>
        Sum of likelihood × impact: inherent {written(risk.inherent.score)}, current{" "}
        {written(risk.current.score)} (of it {written(risk.accepted.score)} accepted), target{" "}
        {written(risk.target.score)}.
      </p>
    </Section>
  );
}

function MatrixRow({ row, stage, scope }: { row: Cell[]; stage: Stage; scope: Scope }) {
  const impact = row[0]?.impact ?? 1;
  return (
    <tr>
      <th scope="row">
        {impact} {IMPACTS[impact - 1]}
      </th>
      {row.map((cell) => (
        <td key={cell.likelihood} data-level={cell.level} data-empty={cell.count === 0}>
          <CellCount cell={cell} stage={stage} scope={scope} />
        </td>
      ))}
    </tr>
  );
}

function CellCount({ cell, stage, scope }: { cell: Cell; stage: Stage; scope: Scope }) {
  const target = stage === "inherent" ? cellTarget(cell, scope) : null;
  const text = written(cell.count);
  return target && cell.count > 0 ? <TargetLink target={target}>{text}</TargetLink> : text;
}

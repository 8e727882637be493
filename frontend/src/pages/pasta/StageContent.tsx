/** One stage: its state, what is missing, and what the model and people say in it. */
import type { Stage } from "@/api/types";
import classes from "./pasta.module.css";
import { StageChanges } from "./StageChanges";
import { StageChecks } from "./StageChecks";
import { StageHead } from "./StageHead";
import { StageSectionView } from "./StageSectionView";

export function StageContent({ stage }: { stage: Stage }) {
  return (
    <div className={classes.stack}>
      <StageHead stage={stage} />
      <StageChanges stage={stage} />
      <StageChecks stage={stage} />
      {stage.sections.map((section) => (
        <StageSectionView key={section.id} stage={stage.number} section={section} />
      ))}
    </div>
  );
}

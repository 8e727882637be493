/** One stage: its state, what is missing, and what the model and people say in it. */
import type { Stage, StageOutline } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import { OutlineHead } from "./OutlineHead";
import { PastaSectionsSkeleton } from "./PastaSectionsSkeleton";
import classes from "./pasta.module.css";
import { StageChanges } from "./StageChanges";
import { StageChecks } from "./StageChecks";
import { StageHead } from "./StageHead";
import { StageSectionView } from "./StageSectionView";
import { sectionsOf } from "./stageStatuses";

interface StageContentProps {
  outline: StageOutline;
  /** Absent while it is computed; what people write in it can be read and changed already. */
  stage: Stage | undefined;
  error: Error | null;
  onRetry: () => void;
}

export function StageContent({ outline, stage, error, onRetry }: StageContentProps) {
  const sections = stage?.sections ?? sectionsOf(outline);
  return (
    <div className={classes.stack}>
      {stage ? (
        <StageHead stage={stage} />
      ) : (
        <OutlineHead outline={outline} computing={error === null} />
      )}
      {stage && <StageChanges stage={stage} />}
      {stage && <StageChecks stage={stage} />}
      {sections.map((section) => (
        <StageSectionView key={section.id} stage={outline.number} section={section} />
      ))}
      {!stage && error && <ErrorState error={error} onRetry={onRetry} size="compact" />}
      {!stage && !error && <PastaSectionsSkeleton />}
    </div>
  );
}

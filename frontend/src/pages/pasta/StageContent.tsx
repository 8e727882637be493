/** One stage: its state, what is missing, and what the model and people say in it. */
import { useQuery } from "@tanstack/react-query";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { PastaSectionsSkeleton } from "./PastaSectionsSkeleton";
import classes from "./pasta.module.css";
import { stageQuery } from "./queries";
import { StageChanges } from "./StageChanges";
import { StageChecks } from "./StageChecks";
import { StageHead } from "./StageHead";
import { StageSectionView } from "./StageSectionView";

export function StageContent({ number }: { number: number }) {
  const { id } = useModel();
  const query = useQuery(stageQuery(id, number));
  const stage = query.data;
  if (query.error && !stage) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!stage) return <PastaSectionsSkeleton />;
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

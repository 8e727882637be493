/** The drawing of two states beside the list of what differs; a click on a difference shows it. */
import { Skeleton } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useRef, useState } from "react";
import { catalogueQuery } from "@/api/queries";
import { drawingQuery, type StatePair } from "@/entities/history/queries";
import { kindsFrom } from "@/model/graph/elementKinds";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { DiffCanvas } from "./DiffCanvas";
import { DifferenceSidePanel } from "./DifferenceSidePanel";
import classes from "./drawing.module.css";

export default function ComparisonView({ states }: { states: StatePair }) {
  const { id } = useModel();
  const query = useQuery(drawingQuery(id, states));
  const catalogue = useQuery(catalogueQuery());
  const [selected, setSelected] = useState<string | null>(null);
  const view = useRef<HTMLDivElement>(null);
  // On a phone the drawing lies above the list.
  const jump = (uid: string) => {
    setSelected(uid);
    view.current?.scrollIntoView({ block: "nearest" });
  };
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data || !catalogue.data) {
    return <Skeleton className={classes.stage} radius="md" aria-label="Drawing both states" />;
  }
  if (query.data.elements.length === 0) {
    return (
      <EmptyState icon={<IconSitemap size={20} />} title="Nothing to draw">
        There is no element in either state.
      </EmptyState>
    );
  }
  return (
    <ReactFlowProvider zIndexMode="manual">
      <div className={classes.view}>
        <div ref={view} className={classes.scrolled}>
          <DiffCanvas
            // The first view is chosen once: another pair of states is another drawing.
            key={`${states.before} ${states.after}`}
            drawing={query.data}
            kinds={kindsFrom(catalogue.data.kinds)}
            selected={selected}
            onSelect={setSelected}
          />
        </div>
        <DifferenceSidePanel states={states} onJump={jump} />
      </div>
    </ReactFlowProvider>
  );
}

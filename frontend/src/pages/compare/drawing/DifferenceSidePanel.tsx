/** What differs, beside the drawing: a page of it, in which a click shows the place. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import diff from "@/entities/history/diff.module.css";
import { comparisonQuery, type StatePair } from "@/entities/history/queries";
import { byElement } from "@/model/labels/architectureDifferences";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { DifferenceItem } from "../differences/DifferenceItem";
import { ListSkeleton } from "../differences/DifferenceList";
import classes from "./drawing.module.css";

const PAGE_SIZE = 50;

interface DifferenceSideProps {
  states: StatePair;
  onJump: (uid: string) => void;
}

export function DifferenceSidePanel({ states, onJump }: DifferenceSideProps) {
  const { id } = useModel();
  const [page, setPage] = useState(1);
  const { data } = useQuery(comparisonQuery(id, { ...states, page, page_size: PAGE_SIZE }));
  if (!data) return <ListSkeleton />;
  const pages = Math.ceil(data.count / PAGE_SIZE);
  return (
    <aside className={`${classes.side} bh-narrow-diff`} aria-label="What differs">
      {data.count === 0 && <EmptyState size="compact" title="No element differs" />}
      {data.count > 0 && (
        <ul className={diff.groups}>
          {byElement(data.results).map((group) => (
            <DifferenceItem
              key={group.own?.uid ?? `flows of ${group.uid}`}
              group={group}
              onJump={onJump}
            />
          ))}
        </ul>
      )}
      {pages > 1 && (
        <div className={classes.pages}>
          <Button
            variant="default"
            size="compact-sm"
            disabled={page === 1}
            onClick={() => setPage(page - 1)}
          >
            Previous
          </Button>
          <span>
            {page} of {pages}
          </span>
          <Button
            variant="default"
            size="compact-sm"
            disabled={page === pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </Button>
        </div>
      )}
    </aside>
  );
}

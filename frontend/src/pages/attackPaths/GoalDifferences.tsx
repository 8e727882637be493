/** What became of each goal between two results, those that differ first. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { runComparisonQuery } from "@/entities/attackPaths/queries";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { goalChangeFigures, goalChangeText } from "@/model/labels/pathHistory";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Pagination } from "@/ui/Pagination";
import classes from "./history.module.css";
import inputs from "./inputs.module.css";
import { ListSkeleton } from "./ListSkeleton";

const PAGE_SIZE = 50;

export function GoalDifferences({ before, after }: { before: number; after: number }) {
  const { id } = useModel();
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(
    runComparisonQuery(id, {
      ...{ before, after, page, page_size: PAGE_SIZE },
      change: ["new", "gone", "worse", "better"],
    }),
  );
  if (error && !data)
    return <ErrorState size="compact" error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  if (data.count === 0) {
    return (
      <EmptyState size="compact" title="No goal differs">
        Every goal is as exposed as it was, by paths that are as likely.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={inputs.rows}>
        {data.results.map((row) => (
          <li key={row.key} className={inputs.row}>
            <div className={inputs.main}>
              <h3 className={inputs.name}>
                <ElementName element={row.element} />
                <SeverityBadge severity={row.worth} variant="plain" />
              </h3>
              <p className={inputs.text}>
                {row.title}
                {row.zone && ` in ${row.zone.name}`}
              </p>
            </div>
            <div className={classes.change}>
              <strong data-change={row.change}>{goalChangeText(row)}</strong>
              <span className={classes.figures}>{goalChangeFigures(row)}</span>
            </div>
          </li>
        ))}
      </ul>
      <Pagination count={data.count} params={{ page, pageSize: PAGE_SIZE, setPage }} />
    </>
  );
}

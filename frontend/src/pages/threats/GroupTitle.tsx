/** The title of a row that stands for several threats. */
import { Link, useParams } from "@tanstack/react-router";
import type { ThreatRow } from "@/api/types";
import { openedGroup } from "./grouping";
import { rowCount, rowLabel } from "./rowKey";
import classes from "./threats.module.css";

/** Leads to the threats one by one; the other filters stay. */
export function GroupTitle({ row }: { row: ThreatRow }) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <Link
      className={classes.title}
      to="/m/$model/threats"
      params={{ model }}
      search={((current: object) => openedGroup(current, row) ?? current) as never}
      title={rowLabel(row)}
      tabIndex={-1}
    >
      {row.cause && (
        <span className={classes.cardNumber}>×{rowCount(row).toLocaleString("en-US")}</span>
      )}
      {rowLabel(row)}
    </Link>
  );
}

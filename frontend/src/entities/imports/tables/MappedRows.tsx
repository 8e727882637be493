/** The first rows of a table as they will be imported, by the mapping as it is. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { ImportedTable } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { isSeverity } from "@/model/graph/severity";
import { type ShownRow, shownRows, type TableMapping } from "./tableMapping";
import classes from "./tables.module.css";

export function MappedRows({ table, mapping }: { table: ImportedTable; mapping: TableMapping }) {
  const rows = shownRows(table, mapping);
  if (mapping.lists === "nothing" || rows.length === 0) return null;
  const title = `First rows as ${mapping.lists}`;
  return (
    <section aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.list}>
        {rows.map((one) => (
          <Row key={one.row} {...one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ title, place, severity = "", kind }: ShownRow) {
  const kinds = useQuery({ ...catalogueQuery(), enabled: kind !== undefined }).data?.kinds ?? [];
  const shown = kind || "workload";
  const label = kinds.find((one) => one.id === shown)?.label ?? "";
  const about =
    kind === undefined ? place : [label, place && `in ${place}`].filter(Boolean).join(" ");
  return (
    <li className={classes.row}>
      {isSeverity(severity) && <SeverityBadge severity={severity} />}
      {kind !== undefined && <KindIcon kind={shown} />}
      <div className={classes.about}>
        {title}
        {about && <span className={classes.state}>{about}</span>}
      </div>
    </li>
  );
}

/** The first rows of a table as threats, by the mapping as it is. */
import type { ImportedTable } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { isSeverity } from "@/model/graph/severity";
import { shownThreats, type TableMapping } from "./tableMapping";
import classes from "./tables.module.css";

export function MappedRows({ table, mapping }: { table: ImportedTable; mapping: TableMapping }) {
  const threats = shownThreats(table, mapping).filter((one) => one.title);
  if (threats.length === 0) return null;
  return (
    <section aria-label="First rows as threats">
      <h3 className={classes.heading}>First rows as threats</h3>
      <ul className={classes.list}>
        {threats.map((one) => (
          <li key={one.row} className={classes.row}>
            {isSeverity(one.severity) && <SeverityBadge severity={one.severity} />}
            <div className={classes.about}>
              {one.title}
              <span className={classes.state}>{one.element || "The whole model"}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

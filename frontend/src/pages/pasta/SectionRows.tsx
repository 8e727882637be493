/** The rows of a section that the model fills. */
import { Link } from "@tanstack/react-router";
import type { StageRow, StageSection } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { severityLabel } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import { StageTable } from "./StageTable";
import classes from "./section.module.css";
import { cellOf, linkOfRow } from "./stageRows";

interface SectionRowsProps {
  section: Pick<StageSection, "title" | "columns">;
  rows: readonly StageRow[];
}

export function SectionRows({ section, rows }: SectionRowsProps) {
  return (
    <StageTable
      label={section.title}
      columns={["Name", ...section.columns]}
      rows={rows.map((row) => ({
        key: row.key,
        name: <RowName row={row} />,
        note: row.note,
        cells: row.values.map(cellOf),
      }))}
    />
  );
}

function RowName({ row }: { row: StageRow }) {
  const { id } = useModel();
  const link = linkOfRow(id, row);
  const words = (
    <>
      {row.severity ? (
        <span className={classes.severity} title={severityLabel(row.severity)}>
          <SeverityIcon severity={row.severity} size={11} />
          <span className={classes.hidden}>{severityLabel(row.severity)}: </span>
        </span>
      ) : (
        row.kind && <KindIcon kind={row.kind} size={15} />
      )}
      <span>{row.name}</span>
    </>
  );
  return link ? (
    <Link className={classes.name} {...link}>
      {words}
    </Link>
  ) : (
    <span className={classes.name}>{words}</span>
  );
}

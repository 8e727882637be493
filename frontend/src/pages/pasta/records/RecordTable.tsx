/** Rows that people wrote, in a table. */
import { useQuery } from "@tanstack/react-query";
import { useModel } from "@/session/useModel";
import { EditableName } from "../EditableName";
import { recordsQuery } from "../queries";
import { type RecordKind, type RecordOf, titleOf } from "../recordKinds";
import { StageTable } from "../StageTable";
import classes from "../section.module.css";
import { cellsOf, type RecordCell } from "./recordCells";

interface RecordTableProps {
  kind: RecordKind;
  title: string;
  rows: readonly RecordOf[];
  onOpen?: ((row: RecordOf) => void) | undefined;
}

export function RecordTable({ kind, title, rows, onOpen }: RecordTableProps) {
  const { id } = useModel();
  const objectives = useQuery(recordsQuery(id)).data?.objectives ?? [];
  const called = (key: string) => objectives.find((one) => one.id === key)?.title ?? "";
  const shown = rows.map((row) => ({ row, ...cellsOf(row, called) }));
  const [first] = shown;
  if (!first) return null;
  return (
    <StageTable
      label={title}
      kind={kind.key}
      columns={[first.heading, ...first.cells.map(({ label }) => label)]}
      rows={shown.map(({ row, note, cells }) => ({
        key: row.id,
        name: <EditableName name={titleOf(row)} onOpen={onOpen && (() => onOpen(row))} />,
        note,
        cells: cells.map((cell) => ({
          content: <Cell cell={cell} />,
          quiet: cell.text === "",
        })),
      }))}
    />
  );
}

function Cell({ cell: { text, tone, link } }: { cell: RecordCell }) {
  if (link) {
    return (
      <a className={classes.link} href={link} target="_blank" rel="noreferrer">
        {text}
      </a>
    );
  }
  if (!tone) return text || "–";
  return (
    <span className={classes.tag} data-tone={tone}>
      {text}
    </span>
  );
}

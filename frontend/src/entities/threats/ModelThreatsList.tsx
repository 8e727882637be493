/** The models that a change reaches, with the threats of each; people may leave models out. */
import { Checkbox } from "@mantine/core";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import classes from "./modelThreats.module.css";
import type { ModelChoice, ModelThreats } from "./useModelChoice";

interface ModelThreatsListProps<Row extends ModelThreats> {
  rows: readonly Row[] | undefined;
  choice: ModelChoice;
  describe: (row: Row) => string;
}

export function ModelThreatsList<Row extends ModelThreats>({
  rows,
  choice,
  describe,
}: ModelThreatsListProps<Row>) {
  return (
    <ul className={classes.models} aria-busy={!rows}>
      {rows?.map((row) => (
        <li key={row.model.id} className={classes.model}>
          <Checkbox
            checked={choice.isChosen(row.model.id)}
            onChange={() => choice.toggle(row.model.id)}
            label={row.model.name}
            description={describe(row)}
          />
          <Threats row={row} />
        </li>
      ))}
    </ul>
  );
}

function Threats({ row: { threats, listed } }: { row: ModelThreats }) {
  const rest = threats - listed.length;
  return (
    <ul className={classes.threats}>
      {listed.map((threat) => (
        <li key={threat.number} className={classes.threat}>
          <SeverityIcon severity={threat.severity} size={10} />
          <span className={classes.number}>T{threat.number}</span>
          <span className={classes.title}>{threat.title}</span>
        </li>
      ))}
      {rest > 0 && <li className={classes.number}>and {rest.toLocaleString("en-US")} more</li>}
    </ul>
  );
}

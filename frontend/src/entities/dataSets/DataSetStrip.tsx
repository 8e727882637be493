/** The data sets of the selected element or flow as chips: added from a list or made on the spot, and removed. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { DataSetRow, FactRow } from "@/api/types";
import { textsIn } from "@/model/labels/dataSets";
import { useModel } from "@/session/useModel";
import { AddDataSetToElement } from "./AddDataSetToElement";
import { DataSetChip } from "./DataSetChip";
import type { DataHolder } from "./dataHolder";
import { allDataSetsQuery } from "./queries";
import classes from "./strip.module.css";

interface DataSetStripProps {
  holder: DataHolder;
  /** undefined while they are read. */
  facts: readonly FactRow[] | undefined;
}

export function DataSetStrip({ holder, facts }: DataSetStripProps) {
  const { id, canEdit } = useModel();
  const kinds = useQuery(catalogueQuery()).data?.kinds;
  const all = useQuery(allDataSetsQuery(id)).data?.results;
  const holds =
    holder.on === "flow" || kinds?.some((kind) => kind.id === holder.kind && named(kind));
  if (!holds || !facts || !all) return null;
  const held = dataSetsIn(facts, all);
  if (held.length === 0 && !canEdit) return null;
  return (
    <section className={classes.root} aria-label={`Data on ${holder.name}`}>
      <h3 className={classes.label}>Data</h3>
      <ul className={classes.chips}>
        {held.map((dataSet) => (
          <li key={dataSet.uid}>
            <DataSetChip dataSet={dataSet} holder={holder} />
          </li>
        ))}
        {canEdit && (
          <li>
            <AddDataSetToElement holder={holder} all={all} held={held} />
          </li>
        )}
      </ul>
    </section>
  );
}

/** Those the facts name and that are still there. */
function dataSetsIn(facts: readonly FactRow[], all: readonly DataSetRow[]): DataSetRow[] {
  const uids = textsIn(facts.find((fact) => fact.name === "data_sets")?.value);
  return uids.flatMap((uid) => all.find((one) => one.uid === uid) ?? []);
}

function named(kind: { facts: readonly { name: string }[] }): boolean {
  return kind.facts.some((fact) => fact.name === "data_sets");
}

/** The cells of the table of data sets. */
import { Link, useParams } from "@tanstack/react-router";
import type { Catalogue, DataSetRow } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { totalCount } from "@/model/graph/severity";
import { labelOf, personalOf, placeCount } from "@/model/labels/dataSets";
import { linkToSubject } from "@/model/labels/subjectLinks";
import classes from "./data.module.css";
import { PersonalBadge } from "./PersonalBadge";

type Words = Catalogue["data"] | undefined;

export function PersonalData({ row, words }: { row: DataSetRow; words: Words }) {
  const categories = (row.personal_data_categories ?? []).map((one) =>
    labelOf(words?.categories, one),
  );
  return (
    <span className={classes.personalCell}>
      <PersonalBadge value={personalOf(row)} />
      {categories.length > 0 && (
        <span className={classes.small} title={categories.join(", ")}>
          {categories.join(", ")}
        </span>
      )}
    </span>
  );
}

/** `none` are the words for a list that is known to be empty. */
export function Texts({
  texts,
  none = "None",
}: {
  texts: string[] | null | undefined;
  none?: string;
}) {
  const text = texts?.length === 0 ? none : texts?.join(", ");
  return <Known known={text !== undefined}>{text ?? "Unknown"}</Known>;
}

/** An unknown value leaves the cell quiet: most are unknown at first, and what is known should stand out. */
export function Known({ known, children }: { known: boolean; children: string }) {
  if (!known) {
    return (
      <span className={classes.unknown} title="Unknown">
        <span aria-hidden="true">–</span>
        <span className={classes.hidden}>Unknown</span>
      </span>
    );
  }
  return (
    <span className={classes.clamp} title={children}>
      {children}
    </span>
  );
}

const SHOWN = 2;

export function Where({ row }: { row: DataSetRow }) {
  const { model } = useParams({ from: "/app/m/$model" });
  const total = row.element_count + row.flow_count;
  if (total === 0) return <span className={classes.unknown}>Nowhere yet</span>;
  return (
    <span className={classes.where} title={placeCount(row.element_count, row.flow_count)}>
      {row.places.slice(0, SHOWN).map((place) => (
        <Link key={place.uid} className={classes.place} {...linkToSubject(model, place)}>
          <KindIcon kind={place.kind} size={14} />
          <span>{place.name}</span>
        </Link>
      ))}
      {total > SHOWN && <span className={classes.more}>and {total - SHOWN} more</span>}
    </span>
  );
}

export function Threats({ row }: { row: DataSetRow }) {
  const { model } = useParams({ from: "/app/m/$model" });
  const count = totalCount(row.threats);
  if (count === 0) return <span className={classes.unknown}>None</span>;
  return (
    <Link
      className={classes.threats}
      to="/m/$model/threats"
      params={{ model }}
      search={{ data_set: row.id }}
      aria-label={`${count} ${count === 1 ? "threat" : "threats"} caused by ${row.name}`}
    >
      {row.worst && <SeverityIcon severity={row.worst} size={11} />}
      {count}
    </Link>
  );
}

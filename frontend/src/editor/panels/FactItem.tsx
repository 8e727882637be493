/** One fact: its name, its value with a mark for yes, no or unknown, and where it comes from. */
import { Tooltip } from "@mantine/core";
import {
  type Fact,
  factState,
  formatValue,
  isWide,
  provenance,
  recordPairs,
  shortPlace,
} from "../../model/facts";
import { RelativeTime } from "../../ui/RelativeTime";
import type { FactEdit } from "../useFactEdit";
import { canEditFact, FactControl } from "./FactControl";
import classes from "./inspector.module.css";
import { type FactSubject, TakeBack } from "./TakeBack";
import { VulnerabilityList } from "./VulnerabilityList";

interface FactItemProps {
  fact: Fact;
  /** Whose fact it is, where it may be changed. */
  subject?: FactSubject | undefined;
  edit?: FactEdit | null;
}

export function FactItem({ fact, subject, edit = null }: FactItemProps) {
  const isTold = fact.origin === "person" && factState(fact) !== "unknown";
  return (
    <div className={classes.fact} data-state={factState(fact)} data-wide={isWide(fact.value)}>
      <dt className={classes.factName}>
        <Tooltip label={fact.meaning} disabled={!fact.meaning} multiline maw={280} position="left">
          <span>{fact.label}</span>
        </Tooltip>
      </dt>
      <dd className={classes.factValue}>
        {edit && canEditFact(fact, edit) ? (
          <FactControl fact={fact} edit={edit} />
        ) : (
          <FactValue fact={fact} />
        )}
      </dd>
      <dd className={classes.factSource}>
        <Provenance fact={fact} />
        {isTold && subject && <TakeBack fact={fact} subject={subject} />}
      </dd>
    </div>
  );
}

function FactValue({ fact }: { fact: Fact }) {
  const state = factState(fact);
  if (state === "unknown") return <span className={classes.unknown}>Unknown</span>;
  if (state !== "value") {
    return (
      <span className={classes.truth} data-truth={state}>
        {state === "yes" ? "Yes" : "No"}
      </span>
    );
  }
  if (fact.name === "vulnerabilities") return <VulnerabilityList value={fact.value} />;
  if (!isWide(fact.value)) return <span className={classes.plain}>{formatValue(fact.value)}</span>;
  const items = Array.isArray(fact.value) ? fact.value : [fact.value];
  return (
    <ul className={classes.items}>
      {items.map((item, index) => (
        <li key={formatValue(item)}>
          <ItemLine line={fact.item_lines?.[index]} />
          <Item value={item} />
        </li>
      ))}
    </ul>
  );
}

function Item({ value }: { value: unknown }) {
  const pairs = recordPairs(value);
  if (!pairs) return formatValue(value);
  return (
    <span className={classes.pairs}>
      {pairs.map(([field, text]) => (
        <span key={field}>
          <span>{field}</span> {text}
        </span>
      ))}
    </span>
  );
}

function ItemLine({ line }: { line: number | undefined }) {
  return line ? <code className={classes.itemLine}>:{line}</code> : null;
}

function Provenance({ fact }: { fact: Fact }) {
  const place = provenance(fact);
  if (factState(fact) === "unknown" || place === "") return null;
  if (fact.origin === "person") {
    return (
      <span className={classes.person}>
        {fact.by || "a person"}, <RelativeTime at={fact.at} />
      </span>
    );
  }
  const silent = fact.origin === "default";
  return (
    <Tooltip label={hintOf(fact, place)} multiline maw={320} position="left">
      <code className={classes.place} data-origin={fact.origin}>
        <span>{silent ? "default" : shortPlace(fact.file || place)}</span>
        {!silent && fact.line ? <span>:{fact.line}</span> : null}
      </code>
    </Tooltip>
  );
}

function hintOf(fact: Fact, place: string): string {
  if (fact.why) return fact.origin === "inferred" ? `${place}: ${fact.why}` : fact.why;
  return fact.origin === "default" ? "What the platform does when the file is silent" : place;
}

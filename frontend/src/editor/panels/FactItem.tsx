/** One fact: its name, its value with a mark for yes, no or unknown, and where it comes from. */
import { Tooltip } from "@mantine/core";
import {
  type Fact,
  factState,
  formatValue,
  provenance,
  shortPlace,
  valueItems,
} from "../../model/facts";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./inspector.module.css";

export function FactItem({ fact }: { fact: Fact }) {
  const state = factState(fact);
  return (
    <div className={classes.fact} data-state={state}>
      <dt className={classes.factName}>
        <Tooltip label={fact.meaning} disabled={!fact.meaning} multiline maw={280} position="left">
          <span>{fact.label}</span>
        </Tooltip>
      </dt>
      <dd className={classes.factValue}>
        <FactValue fact={fact} />
      </dd>
      <dd className={classes.factSource}>
        <Provenance fact={fact} />
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
  const items = valueItems(fact.value);
  if (!items) return <span className={classes.plain}>{formatValue(fact.value)}</span>;
  return (
    <ul className={classes.items}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

function Provenance({ fact }: { fact: Fact }) {
  const place = provenance(fact);
  if (factState(fact) === "unknown" || place === "") return null;
  if (fact.origin === "person") {
    return (
      <span className={classes.person}>
        a person, <RelativeTime at={fact.at} />
      </span>
    );
  }
  const hint =
    fact.origin === "default"
      ? fact.why || "What the platform does when the file is silent"
      : place;
  return (
    <Tooltip label={hint} multiline maw={320} position="left">
      <code className={classes.place} data-origin={fact.origin}>
        {fact.origin === "default" ? "default" : shortPlace(place)}
      </code>
    </Tooltip>
  );
}

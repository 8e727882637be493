/** One property, fact or link that differs: what it was, what it is, and where that comes from. */
import type { FactDifference, LinkDifference, PropDifference } from "@/api/types";
import { valueChange } from "@/model/labels/architectureDifferences";
import { provenance, shortPlace } from "@/model/labels/facts";
import { DiffSign } from "./DiffSign";
import classes from "./diff.module.css";

export function PropertyChange({ prop }: { prop: PropDifference }) {
  return (
    <li className={classes.change}>
      <span className={classes.label}>{prop.label}</span>
      <Values before={[prop.before || "none"]} after={[prop.after || "none"]} />
    </li>
  );
}

export function FactChange({ fact }: { fact: FactDifference }) {
  const { before, after } = valueChange(fact.before, fact.after);
  return (
    <li className={classes.change}>
      <span className={classes.label}>{fact.label}</span>
      <Values before={before} after={after} source={sourceOf(fact)} />
    </li>
  );
}

export function LinkChange({ link }: { link: LinkDifference }) {
  return (
    <li className={classes.link}>
      <DiffSign mark={link.what} />
      <span>
        {link.label} <strong>{link.name}</strong>
      </span>
    </li>
  );
}

interface ValuesProps {
  before: readonly string[];
  after: readonly string[];
  source?: string;
}

function Values({ before, after, source }: ValuesProps) {
  return (
    <span className={classes.values}>
      {before.length > 0 && <del className={classes.clamped}>{before.join("; ")}</del>}
      {after.length > 0 && (
        <>
          <span aria-hidden="true">→</span>
          <ins className={classes.clamped}>{after.join("; ")}</ins>
        </>
      )}
      {source && <span className={classes.source}>{source}</span>}
    </span>
  );
}

/** Return who or which file says so now; of what is unknown now, who said it before. */
function sourceOf(fact: FactDifference): string {
  const said = fact.after ?? fact.before;
  if (!said) return "";
  const place = said.origin === "person" ? said.by || "a person" : shortPlace(provenance(said));
  return fact.after ? place : place && `was ${place}`;
}

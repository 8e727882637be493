/** One fact: its name, its value with a mark for yes, no or unknown, and where it comes from. */
import { Tooltip } from "@mantine/core";
import { shortNote } from "@/model/canvas/pasteFacts";
import { type Fact, factState, isWide, provenance, shortPlace } from "@/model/labels/facts";
import { RelativeTime } from "@/ui/RelativeTime";
import type { FactEdit } from "../editorState/useFactEdit";
import { canEditFact, FactControl } from "./FactControl";
import { FactValue } from "./FactValue";
import classes from "./factItem.module.css";
import { RevertFact } from "./RevertFact";

interface FactItemProps {
  fact: Fact;
  /** How it is changed in place; null for those who may only look. */
  edit?: FactEdit | null;
  /** What holds as long as it is unknown. */
  otherwise?: Otherwise | null;
}

export interface Otherwise {
  value: string;
  /** Where it comes from. */
  source: string;
}

export function FactItem({ fact, edit = null, otherwise = null }: FactItemProps) {
  const held = factState(fact) === "unknown" ? otherwise : null;
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
          <FactControl fact={fact} edit={edit} placeholder={held?.value} />
        ) : (
          <FactValue fact={held ? { ...fact, value: held.value } : fact} />
        )}
      </dd>
      <dd className={classes.factSource}>
        {held ? <span className={classes.held}>{held.source}</span> : <Provenance fact={fact} />}
        {isTold && <RevertFact fact={fact} edit={edit} />}
      </dd>
    </div>
  );
}

function Provenance({ fact }: { fact: Fact }) {
  const place = provenance(fact);
  if (factState(fact) === "unknown" || place === "") return null;
  if (fact.origin === "person") {
    const told = (
      <>
        {fact.by || "a person"}, <RelativeTime at={fact.at} />
      </>
    );
    if (!fact.why) return <span className={classes.person}>{told}</span>;
    const whole = (
      <>
        {fact.why}: {told}
      </>
    );
    return (
      <Tooltip label={whole} multiline maw={320} position="left">
        <span className={classes.person} data-noted>
          {shortNote(fact.why)}
        </span>
      </Tooltip>
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

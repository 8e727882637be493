/** The value of a fact where it can be changed: yes, no or unknown; one of several; or written. */
import { Select } from "@mantine/core";
import { optionLabel } from "@/model/labels/factOptions";
import { type Fact, factState } from "@/model/labels/facts";
import { isSettable } from "@/model/labels/factValues";
import type { FactEdit } from "../editorState/useFactEdit";
import classes from "./facts.module.css";
import { RecordsControl } from "./RecordsControl";
import { TextFactControl } from "./TextFactControl";

interface FactControlProps {
  fact: Fact;
  edit: FactEdit;
  /** Of a choice: what stands there while nothing was chosen. */
  placeholder?: string | undefined;
}

/** Of lists of objects those that a person may know; the others come from files and scanners alone. */
export function canEditFact(fact: Fact, { types }: FactEdit): boolean {
  const type = types.find(({ name }) => name === fact.name);
  return type !== undefined && (type.type !== "records" || isSettable(type));
}

export function FactControl({ fact, edit, placeholder = "Unknown" }: FactControlProps) {
  if (fact.type === "bool") return <ThreeStates fact={fact} edit={edit} />;
  if (fact.type === "enum") return <Choice fact={fact} edit={edit} placeholder={placeholder} />;
  if (fact.type === "records") return <RecordsControl fact={fact} edit={edit} />;
  return <TextFactControl fact={fact} edit={edit} />;
}

const STATES = [
  ["yes", "Yes"],
  ["no", "No"],
  ["unknown", "?"],
] as const;

function ThreeStates({ fact, edit }: FactControlProps) {
  const state = factState(fact);
  // What a file says can be overruled, but not unsaid.
  const canUnsay = fact.origin === "person";
  const choose = (next: (typeof STATES)[number][0]): void => {
    if (next === "unknown") edit.unsay(fact);
    else edit.say(fact, next === "yes");
  };
  return (
    <fieldset className={classes.states} aria-label={fact.label}>
      {STATES.map(([value, label]) => (
        <label key={value} className={classes.state} data-value={value}>
          <input
            type="radio"
            name={`fact ${fact.name}`}
            checked={state === value}
            disabled={value === "unknown" && state !== "unknown" && !canUnsay}
            aria-label={value === "unknown" ? "Unknown" : label}
            onChange={() => choose(value)}
          />
          <span aria-hidden="true">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Choice({ fact, edit, placeholder }: FactControlProps) {
  const options = edit.types.find(({ name }) => name === fact.name)?.options ?? [];
  // What a file says can be overruled, but not unsaid.
  const canUnsay = fact.origin === "person";
  return (
    <Select
      size="xs"
      aria-label={fact.label}
      placeholder={placeholder}
      data={options.map((value) => ({ value, label: optionLabel(value) }))}
      value={typeof fact.value === "string" ? fact.value : null}
      allowDeselect={canUnsay}
      onChange={(value) => (value === null ? edit.unsay(fact) : edit.say(fact, value))}
    />
  );
}

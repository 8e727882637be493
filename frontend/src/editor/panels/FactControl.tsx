/** The value of a fact where it can be changed: yes, no or unknown; one of several; or written. */
import { Select, TextInput, UnstyledButton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { parseAnswer } from "../../model/answers";
import { sentenceCase } from "../../model/categories";
import { type Fact, factState, formatValue } from "../../model/facts";
import { isSettable } from "../../model/factValues";
import type { FactEdit } from "../useFactEdit";
import classes from "./facts.module.css";
import { RecordsControl } from "./RecordsControl";

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
  return <Written fact={fact} edit={edit} />;
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
  return (
    <Select
      size="xs"
      aria-label={fact.label}
      placeholder={placeholder}
      data={options.map((value) => ({ value, label: sentenceCase(value) }))}
      value={typeof fact.value === "string" ? fact.value : null}
      clearable={fact.origin === "person"}
      onChange={(value) => (value === null ? edit.unsay(fact) : edit.say(fact, value))}
    />
  );
}

function Written({ fact, edit }: FactControlProps) {
  const [text, setText] = useState<string | null>(null);
  const [message, setMessage] = useState("");
  if (text === null) {
    const known = factState(fact) !== "unknown";
    return (
      <UnstyledButton
        className={classes.written}
        data-known={known}
        aria-label={`${fact.label}: ${known ? formatValue(fact.value) : "unknown"}. Change`}
        onClick={() => setText(known ? written(fact.value) : "")}
      >
        <span>{known ? formatValue(fact.value) : "Unknown"}</span>
        <IconPencil size={13} aria-hidden="true" />
      </UnstyledButton>
    );
  }
  const finish = (): void => {
    const ranges = edit.types.find(({ name }) => name === fact.name)?.ranges;
    const answer = parseAnswer(fact.type, text, ranges?.[fact.name]);
    if (!answer.ok) {
      setMessage(answer.message);
      return;
    }
    if (formatValue(answer.value) !== formatValue(fact.value)) edit.say(fact, answer.value);
    setText(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") finish();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setText(null);
  };
  return (
    <TextInput
      size="xs"
      autoFocus
      aria-label={fact.label}
      placeholder={fact.type === "list" ? "First, second" : undefined}
      value={text}
      error={message || undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setMessage("");
      }}
      onKeyDown={onKeyDown}
      onBlur={() => (text.trim() === "" ? setText(null) : finish())}
    />
  );
}

/** Return the value as one writes it. */
function written(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

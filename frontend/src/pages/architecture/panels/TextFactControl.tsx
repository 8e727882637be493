/** The value of a fact that is written: a text, a number, a duration, a day, or a list of texts. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { durationExample, isDuration } from "@/model/labels/durations";
import { type Fact, factState, factText } from "@/model/labels/facts";
import { emptyAnswer, latestDay, parseAnswer } from "@/model/labels/questionAnswers";
import type { FactEdit } from "../editorState/useFactEdit";
import classes from "./facts.module.css";

interface WrittenFactProps {
  fact: Fact;
  edit: FactEdit;
}

export function TextFactControl({ fact, edit }: WrittenFactProps) {
  const [writing, setWriting] = useState(false);
  if (writing) return <WritingFact fact={fact} edit={edit} onDone={() => setWriting(false)} />;
  const known = factState(fact) !== "unknown";
  return (
    <UnstyledButton
      className={classes.written}
      data-known={known}
      aria-label={`${fact.label}: ${known ? factText(fact.name, fact.value) : "unknown"}. Change`}
      onClick={() => setWriting(true)}
    >
      <span>{known ? factText(fact.name, fact.value) : "Unknown"}</span>
      <IconPencil size={13} aria-hidden="true" />
    </UnstyledButton>
  );
}

function WritingFact({ fact, edit, onDone }: WrittenFactProps & { onDone: () => void }) {
  const [text, setText] = useState(() => written(fact));
  const [message, setMessage] = useState("");
  const isList = fact.type === "list";
  const isDay = fact.type === "date";
  const finish = (): void => {
    const ranges = edit.types.find(({ name }) => name === fact.name)?.ranges;
    const answer = parseAnswer(fact.type, text, ranges?.[fact.name], fact.name);
    if (!answer.ok) {
      setMessage(answer.message);
      return;
    }
    if (factText(fact.name, answer.value) !== factText(fact.name, fact.value))
      edit.say(fact, answer.value);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") finish();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (currentTarget.contains(relatedTarget)) return;
    const isHalf = currentTarget.querySelector("input")?.validity.badInput === true;
    if (text.trim() === "" && !isHalf) onDone();
    else finish();
  };
  const empty = emptyAnswer(fact.type, fact.name);
  return (
    <fieldset className={classes.writing} aria-label={fact.label} onBlur={onBlur}>
      <TextInput
        size="xs"
        autoFocus
        aria-label={fact.label}
        placeholder={isList ? "First, second" : durationExample(fact.name)}
        {...(isDay && { type: "date", max: latestDay() })}
        value={text}
        error={message || undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMessage("");
        }}
        onKeyDown={onKeyDown}
      />
      {empty && (
        <Button
          size="xs"
          variant="default"
          aria-label={`${fact.label}: ${empty.label.toLowerCase()}`}
          onClick={() => {
            edit.say(fact, empty.value);
            onDone();
          }}
        >
          {empty.label}
        </Button>
      )}
    </fieldset>
  );
}

/** Return the value as one writes it. */
function written({ name, value }: Fact): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.join(", ");
  return isDuration(name) ? factText(name, value) : String(value);
}

/** The value of a fact that is written: a text, a number, or a list of texts. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { parseAnswer } from "@/model/labels/answers";
import { type Fact, factState, formatValue } from "@/model/labels/facts";
import type { FactEdit } from "../state/useFactEdit";
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
      aria-label={`${fact.label}: ${known ? formatValue(fact.value) : "unknown"}. Change`}
      onClick={() => setWriting(true)}
    >
      <span>{known ? formatValue(fact.value) : "Unknown"}</span>
      <IconPencil size={13} aria-hidden="true" />
    </UnstyledButton>
  );
}

function WritingFact({ fact, edit, onDone }: WrittenFactProps & { onDone: () => void }) {
  const [text, setText] = useState(() => written(fact.value));
  const [message, setMessage] = useState("");
  const isList = fact.type === "list";
  const finish = (): void => {
    const ranges = edit.types.find(({ name }) => name === fact.name)?.ranges;
    const answer = parseAnswer(fact.type, text, ranges?.[fact.name]);
    if (!answer.ok) {
      setMessage(answer.message);
      return;
    }
    if (formatValue(answer.value) !== formatValue(fact.value)) edit.say(fact, answer.value);
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
    if (text.trim() === "") onDone();
    else finish();
  };
  const none = (): void => {
    edit.say(fact, []);
    onDone();
  };
  return (
    <fieldset className={classes.writing} aria-label={fact.label} onBlur={onBlur}>
      <TextInput
        size="xs"
        autoFocus
        aria-label={fact.label}
        placeholder={isList ? "First, second" : undefined}
        value={text}
        error={message || undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMessage("");
        }}
        onKeyDown={onKeyDown}
      />
      {isList && (
        <Button size="xs" variant="default" aria-label={`${fact.label}: none`} onClick={none}>
          None
        </Button>
      )}
    </fieldset>
  );
}

/** Return the value as one writes it. */
function written(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Answers a question for a list of records: none, or the entries one by one. */
import { ActionIcon, Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { parseField } from "../model/answers";
import { sentenceCase } from "../model/categories";
import type { Asked } from "./QuestionItem";
import classes from "./questions.module.css";

interface RecordsAnswerProps {
  question: Asked;
  onAnswer: (value: unknown) => void;
}

type Entry = Record<string, string>;

export function RecordsAnswer({ question, onAnswer }: RecordsAnswerProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const fields = question.fields ?? {};
  return (
    <>
      <Button.Group>
        <Button variant="default" size="compact-sm" px={14} onClick={() => onAnswer([])}>
          None
        </Button>
        {Object.keys(fields).length > 0 && (
          <Button variant="default" size="compact-sm" px={14} onClick={open}>
            List them
          </Button>
        )}
      </Button.Group>
      <Modal
        opened={opened}
        onClose={close}
        title={question.text}
        size="xl"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <EntriesForm
          fields={fields}
          onSubmit={(value) => {
            close();
            onAnswer(value);
          }}
        />
      </Modal>
    </>
  );
}

interface EntriesFormProps {
  fields: Readonly<Record<string, string>>;
  onSubmit: (value: unknown) => void;
}

function EntriesForm({ fields, onSubmit }: EntriesFormProps) {
  const [entries, setEntries] = useState<readonly Entry[]>([{}]);
  const change = (index: number, part: Entry): void =>
    setEntries((now) => now.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(entries.map((entry) => recordOf(entry, fields)));
  };
  return (
    <form className={classes.entries} onSubmit={submit}>
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
        <fieldset key={index} className={classes.record} aria-label={`Entry ${index + 1}`}>
          {Object.entries(fields).map(([name, type]) => (
            <EntryField
              key={name}
              name={name}
              type={type}
              entry={entry}
              onChange={(part) => change(index, part)}
            />
          ))}
          <ActionIcon
            className={classes.removeRecord}
            aria-label={`Remove entry ${index + 1}`}
            onClick={() => setEntries((now) => now.filter((_, at) => at !== index))}
          >
            <IconTrash size={15} aria-hidden="true" />
          </ActionIcon>
        </fieldset>
      ))}
      <div className={classes.entriesActions}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => setEntries((now) => [...now, {}])}
        >
          Another
        </Button>
        <Button type="submit">Save</Button>
      </div>
    </form>
  );
}

interface EntryFieldProps {
  name: string;
  type: string;
  entry: Entry;
  onChange: (part: Entry) => void;
}

function EntryField({ name, type, entry, onChange }: EntryFieldProps) {
  const label = sentenceCase(name);
  if (type === "bool") {
    const checked = entry[name] === "true";
    return (
      <Checkbox
        size="xs"
        label={label}
        checked={checked}
        onChange={() => onChange({ [name]: String(!checked) })}
      />
    );
  }
  return (
    <TextInput
      size="xs"
      label={label}
      placeholder={type === "list" ? "First, second" : undefined}
      inputMode={type === "int" ? "numeric" : undefined}
      value={entry[name] ?? ""}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
}

function recordOf(entry: Entry, fields: EntriesFormProps["fields"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, parseField(type, entry[name] ?? "")]),
  );
}

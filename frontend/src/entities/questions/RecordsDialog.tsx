/** Lists the records of an answer or a fact entry by entry. */
import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { sentenceCase } from "@/model/labels/categories";
import { type Entry, type Range, recordOf } from "@/model/labels/questionAnswers";
import { Modal } from "@/ui/Modal";
import classes from "./questions.module.css";

interface RecordsDialogProps extends EntriesFormProps {
  title: string;
  /** What the fields mean. */
  note?: string | undefined;
  onClose: () => void;
}

export default function RecordsDialog({ title, note, onClose, ...form }: RecordsDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      {note && <p className={classes.recordsNote}>{note}</p>}
      <EntriesForm {...form} />
    </Modal>
  );
}

interface EntriesFormProps {
  fields: Readonly<Record<string, string>>;
  /** The least and the most of fields that are numbers. */
  ranges?: Readonly<Record<string, Range>> | undefined;
  /** What is known already; a first empty one when nothing is. */
  entries?: readonly Entry[];
  onSubmit: (value: unknown) => void;
}

function EntriesForm({ fields, ranges = {}, entries: known = [{}], onSubmit }: EntriesFormProps) {
  const [entries, setEntries] = useState(known);
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
              range={ranges[name]}
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
  range: Range | undefined;
  entry: Entry;
  onChange: (part: Entry) => void;
}

function EntryField({ name, type, range, entry, onChange }: EntryFieldProps) {
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
      {...(type === "int" ? wholeNumber(range) : {})}
      value={entry[name] ?? ""}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
}

/** What is left empty counts as zero, so it may be left empty where zero is a value. */
function wholeNumber([least = 0, most]: Range = []) {
  return { type: "number", step: 1, min: least, max: most, required: least > 0 };
}

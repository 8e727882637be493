/** The fields of a row that people write, by their kind. */
import { Fieldset, Select, SimpleGrid, Switch, Textarea, TextInput } from "@mantine/core";
import { fieldError } from "@/api/fieldError";
import { DateField } from "@/ui/DateField";
import {
  type Draft,
  type DraftValue,
  type Field,
  type Named,
  type RecordKind,
  rowsOf,
} from "../recordKinds";
import { ElementsField } from "./ElementsField";
import { LevelsField } from "./LevelsField";
import { MitigationsField } from "./MitigationsField";
import { ObjectiveField } from "./ObjectiveField";
import { PersonField } from "./PersonField";
import { RulesField } from "./RulesField";
import classes from "./record.module.css";

interface RecordFieldsProps {
  kind: RecordKind;
  draft: Draft;
  fault: Error | null;
  onChange: (draft: Draft) => void;
}

export function RecordFields({ kind, draft, fault, onChange }: RecordFieldsProps) {
  const shown = (field: Field) => (
    <RecordField
      key={field.name}
      field={field}
      first={field === kind.fields[0]}
      value={draft[field.name] ?? ""}
      error={fieldError(fault, field.name, field === kind.fields[0])}
      onChange={(value) => onChange({ ...draft, [field.name]: value })}
    />
  );
  return rowsOf(kind.fields).map(({ title, fields }) =>
    title === undefined ? (
      fields.map(shown)
    ) : (
      <Fieldset key={title} variant="unstyled" legend={title} className={classes.together}>
        <SimpleGrid cols={{ base: 1, xs: fields.length }} spacing="sm">
          {fields.map(shown)}
        </SimpleGrid>
      </Fieldset>
    ),
  );
}

interface RecordFieldProps {
  field: Field;
  first: boolean;
  value: DraftValue;
  error: string | null;
  onChange: (value: DraftValue) => void;
}

function RecordField({ field, first, value, error, onChange }: RecordFieldProps) {
  const { label, type, description } = field;
  const shared = { label, description, error };
  if (type === "elements")
    return (
      <ElementsField
        {...shared}
        dataSets={field.dataSets ?? false}
        value={value as readonly Named[]}
        onChange={onChange}
      />
    );
  if (type === "levels")
    return <LevelsField {...shared} value={value as readonly string[]} onChange={onChange} />;
  if (type === "rules")
    return <RulesField {...shared} value={value as readonly string[]} onChange={onChange} />;
  if (type === "mitigations")
    return <MitigationsField {...shared} value={value as readonly string[]} onChange={onChange} />;
  if (type === "switch")
    return (
      <Switch
        label={label}
        description={description}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  const text = value as string;
  if (type === "person") return <PersonField {...shared} value={text} onChange={onChange} />;
  if (type === "objective") return <ObjectiveField {...shared} value={text} onChange={onChange} />;
  if (type === "choice")
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={field.options ?? []}
        value={text}
        onChange={(next) => onChange(next ?? text)}
      />
    );
  return <TextField field={field} first={first} value={text} error={error} onChange={onChange} />;
}

function TextField({ field, first, value, error, onChange }: RecordFieldProps) {
  const { label, type, required = false, description, placeholder } = field;
  const shared = { label, description, error };
  const text = value as string;
  const plain = { ...shared, required, withAsterisk: false, placeholder, value: text };
  if (type === "long")
    return (
      <Textarea
        {...plain}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (type === "date") return <DateField {...plain} clearable={!required} onChange={onChange} />;
  return (
    <TextInput
      {...plain}
      {...(first && { "data-autofocus": true })}
      type={type === "number" ? type : "text"}
      {...(type === "number" && { min: 0, step: 1 })}
      maxLength={type === "text" ? 1000 : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

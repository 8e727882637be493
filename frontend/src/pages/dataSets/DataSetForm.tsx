/** Adds a data set or changes what is said of it. What is left empty is unknown, and rules ask for it. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import { catalogueQuery } from "@/api/queries";
import type { DataSet } from "@/api/types";
import { saveDataSet } from "@/entities/dataSets/actions/saveDataSet";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { changesOf, type Draft, faultsOf } from "./dataSetDraft";
import { RetentionFields } from "./RetentionFields";
import { SensitivityFields } from "./SensitivityFields";

interface DataSetFormProps {
  /** Left out for a new one. */
  id?: string;
  initial: Draft;
  /** Called with what was saved, or null when the person gave up. */
  onDone: (saved: DataSet | null) => void;
}

export function DataSetForm({ id, initial, onDone }: DataSetFormProps) {
  const { id: model } = useModel();
  const words = useQuery(catalogueQuery()).data?.data;
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const step = useUndoableMutation(saveDataSet, model);
  const faults = tried ? faultsOf(draft) : {};
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(draft)).length > 0) return;
    const vars = { id: id ?? null, name: draft.name.trim(), changes: changesOf(draft, words) };
    step.mutate(vars, { onSuccess: (saved) => onDone(saved.data_set) });
  };
  return (
    <form className={forms.form} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        required
        label="Name"
        placeholder="Orders"
        maxLength={200}
        value={draft.name}
        error={faults.name ?? fieldError(step.error, "name")}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <SensitivityFields draft={draft} words={words} error={step.error} onChange={change} />
      <RetentionFields draft={draft} fault={faults.retention} onChange={change} />
      <div className={forms.actions}>
        <Button variant="default" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button type="submit" loading={step.isPending}>
          {id === undefined ? "Add data set" : "Save"}
        </Button>
      </div>
    </form>
  );
}

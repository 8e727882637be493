/** Adds or edits something that has a version; where another person was faster, theirs is kept beside the draft. */
import { type FormEvent, useState } from "react";
import { isConflict } from "@/api/errors";
import type { UndoableMutation } from "@/api/mutation";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";

interface Versioned {
  id: string;
  version: number;
}

interface Edit<Values> extends Versioned {
  values: Values;
  before: Values;
}

interface EditDialogOptions<Row extends Versioned, Values> {
  /** null: a new one. */
  row: Row | null;
  empty: Values;
  valuesOf: (row: Row) => Values;
  add: UndoableMutation<Values, Row>;
  edit: UndoableMutation<Edit<Values>, Row>;
  /** Read every row again, after an edit was refused. */
  readAgain: () => Promise<{ results: readonly Row[] }>;
  onDone: () => void;
}

export interface EditDialog<Row, Values> {
  draft: Values;
  change: (part: Partial<Values>) => void;
  save: (event: FormEvent) => void;
  pending: boolean;
  fault: Error | null;
  /** What the other person made of it; null without a conflict. */
  theirs: Row | null;
  takeTheirs: () => void;
}

export function useEditDialog<Row extends Versioned, Values>(
  options: EditDialogOptions<Row, Values>,
): EditDialog<Row, Values> {
  const { row, empty, valuesOf, readAgain, onDone } = options;
  const { id: model } = useModel();
  const [base, setBase] = useState(row);
  const [draft, setDraft] = useState(() => (row ? valuesOf(row) : empty));
  const [conflict, setConflict] = useState(false);
  const add = useUndoableMutation(options.add, model);
  const edit = useUndoableMutation(options.edit, model);
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    const now = await readAgain();
    setBase(now.results.find(({ id }) => id === row?.id) ?? null);
    setConflict(true);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!base) {
      add.mutate(draft, { onSuccess: onDone });
      return;
    }
    const { id, version } = base;
    edit.mutate(
      { id, version, values: draft, before: valuesOf(base) },
      { onSuccess: onDone, onError: (error) => void onError(error) },
    );
  };
  const error = add.error ?? edit.error;
  return {
    draft,
    change: (part) => setDraft((now) => ({ ...now, ...part })),
    save,
    pending: add.isPending || edit.isPending,
    fault: isConflict(error) ? null : error,
    theirs: conflict ? base : null,
    takeTheirs: () => {
      if (base) setDraft(valuesOf(base));
      setConflict(false);
    },
  };
}

/** The state of a row that is being written: its draft, what was edited meanwhile, and how it is saved. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { addRecord, deleteRecord, editRecord } from "../actions/records";
import { recordsQuery } from "../queries";
import { bodyOf, draftOf, emptyDraft, type RecordKind, type RecordOf } from "../recordKinds";

/** `row` is null for a new one; `onDone` is called when nothing is left to do. */
export function useRecordEdit(kind: RecordKind, row: RecordOf | null, onDone: () => void) {
  const { id } = useModel();
  const client = useQueryClient();
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(row);
  const [draft, setDraft] = useState(() => (row ? draftOf(kind, row) : emptyDraft(kind)));
  const [conflict, setConflict] = useState(false);
  const add = useUndoableMutation(addRecord, id);
  const edit = useUndoableMutation(editRecord, id);
  const erase = useUndoableMutation(deleteRecord, id);
  const theirs = base && draftOf(kind, base);

  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    const records = await client.fetchQuery({ ...recordsQuery(id), staleTime: 0 });
    const now = (records[kind.key] as RecordOf[]).find((one) => one.id === base?.id);
    setBase(now ?? null);
    setConflict(now !== undefined);
  };
  const save = (): void => {
    const body = bodyOf(kind, draft);
    if (!base || !theirs) {
      add.mutate({ kind, body }, { onSuccess: onDone });
      return;
    }
    edit.mutate(
      { kind, row: base, body, before: bodyOf(kind, theirs) },
      { onSuccess: onDone, onError: (error) => void onError(error) },
    );
  };
  const remove = (): void => {
    if (!base) return;
    erase.mutate(
      { kind, row: base },
      { onSuccess: onDone, onError: (error) => void onError(error) },
    );
  };
  const takeTheirs = (): void => {
    if (theirs) setDraft(theirs);
    setConflict(false);
  };
  const error = add.error ?? edit.error;
  return {
    draft,
    setDraft,
    /** Of a conflict, what the other person made of it. */
    theirs: conflict ? theirs : null,
    takeTheirs,
    save,
    remove: base ? remove : null,
    fault: isConflict(error) ? null : error,
    saving: add.isPending || edit.isPending,
    removing: erase.isPending,
  };
}

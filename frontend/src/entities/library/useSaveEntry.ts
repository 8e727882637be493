/** Saves an entry of a team's library, new or changed, and opens its page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ApiError, type FieldErrors, messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import { toast } from "@/ui/toast";
import { type EntryKind, entryLink } from "./entryLinks";

interface SaveEntry<Draft> {
  kind: EntryKind;
  team: string;
  /** Absent for a new one. */
  id: string | undefined;
  save: (draft: Draft) => Promise<{ id: string }>;
  /** The messages of the server by field of the form. */
  errorsByField: (fields: FieldErrors, draft: Draft | undefined) => Record<string, string>;
}

export function useSaveEntry<Draft>(entry: SaveEntry<Draft>) {
  const { kind, team, id } = entry;
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationKey: [`save-${kind}`],
    mutationFn: entry.save,
    onSuccess: async (saved) => {
      toast.success(`The ${kind} was ${id === undefined ? "created" : "saved"}.`);
      await client.invalidateQueries({ queryKey: keys.team(team) });
      await navigate(entryLink(kind, team, saved.id));
    },
  });
  const { error, variables } = save;
  return {
    submit: save.mutate,
    isPending: save.isPending,
    errors: error
      ? shownErrors(error, (fields) => entry.errorsByField(fields, variables))
      : NO_ERRORS,
  };
}

const NO_ERRORS: Readonly<Record<string, string>> = {};

/** Return the messages by field; under "" what belongs to none. */
function shownErrors(
  error: Error,
  byField: (fields: FieldErrors) => Record<string, string>,
): Record<string, string> {
  const found = error instanceof ApiError ? byField(error.fields) : {};
  return Object.keys(found).length > 0 ? found : { "": messageOf(error) };
}

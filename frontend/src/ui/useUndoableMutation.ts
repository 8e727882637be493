/** Performs a step: shows its effect at once, tells the person, offers the way back, and rolls back on refusal. */
import {
  type QueryClient,
  type QueryKey,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { type Undo, type UndoableMutation, undoWith } from "@/api/mutation";
import { keys } from "@/api/queries";
import { toast } from "./toast";
import { hideOffer, undoToast } from "./undoToast";

type Cached = [QueryKey, unknown][];

export function useUndoableMutation<Vars, Result>(
  step: UndoableMutation<Vars, Result>,
  model: string,
) {
  const client = useQueryClient();
  return useMutation<Result, Error, Vars, Cached>({
    mutationKey: [step.key],
    mutationFn: (vars) => step.run(model, vars),
    onMutate: (vars) => showAtOnce(client, model, undoWith(step, vars).patch),
    onError: (error, _, before) => {
      restore(client, before);
      toast.error(error);
    },
    onSuccess: (result, vars) => {
      const undo = step.undo?.(vars, result) ?? null;
      undoToast(step.label(vars, result), undo && (() => void takeBack(client, model, undo)));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(model) }),
  });
}

async function showAtOnce(
  client: QueryClient,
  model: string,
  patch: Undo["patch"],
): Promise<Cached> {
  const queryKey = keys.model(model);
  await client.cancelQueries({ queryKey });
  const before = client.getQueriesData({ queryKey });
  for (const [key, data] of before) client.setQueryData(key, patch(data));
  return before;
}

function restore(client: QueryClient, before: Cached | undefined): void {
  for (const [key, data] of before ?? []) client.setQueryData(key, data);
}

/** Take a change back, and say so. */
export async function takeBack(client: QueryClient, model: string, undo: Undo): Promise<void> {
  hideOffer();
  const before = await showAtOnce(client, model, undo.patch);
  try {
    const result = await undo.run(model);
    toast.info(undo.label?.(result) ?? "Undone");
  } catch (error) {
    restore(client, before);
    toast.error(error);
  } finally {
    await client.invalidateQueries({ queryKey: keys.model(model) });
  }
}

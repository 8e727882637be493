/** Something a person does in a response: the answer is the run as it is then, which the page shows at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isConflict } from "@/api/errors";
import type { ResponseRun } from "@/api/types";
import { responsesKey } from "@/entities/incidentResponse/queries";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { runQuery } from "./queries";

export function useRunMutation<Vars>(run: (model: string, vars: Vars) => Promise<ResponseRun>) {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation<ResponseRun, Error, Vars>({
    mutationFn: (vars) => run(id, vars),
    onSuccess: (found) => {
      client.setQueryData(runQuery(id, found.id).queryKey, found);
      void client.invalidateQueries({
        queryKey: responsesKey(id),
        predicate: (query) => query.queryKey.at(-1) !== found.id,
      });
    },
    onError: (error) => {
      toast.error(isConflict(error) ? CHANGED : error);
      void client.invalidateQueries({ queryKey: responsesKey(id) });
    },
  });
}

const CHANGED = "Another person has changed this step. It is shown as it is now: try again.";

/** Something a person does with an assessment: the answer is the assessment as it is then. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isConflict } from "@/api/errors";
import type { Assessment } from "@/api/types";
import { assessmentsKey } from "@/entities/assessments/queries";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { assessmentQuery } from "./queries";

interface Options {
  /** The form shows faults and conflicts by itself. */
  inForm?: boolean;
}

export function useAssessmentMutation<Vars>(
  run: (model: string, vars: Vars) => Promise<Assessment>,
  { inForm = false }: Options = {},
) {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation<Assessment, Error, Vars>({
    mutationFn: (vars) => run(id, vars),
    onSuccess: (found) => {
      client.setQueryData(assessmentQuery(id, found.id).queryKey, found);
      void client.invalidateQueries({
        queryKey: assessmentsKey(id),
        predicate: (query) => query.queryKey.at(-1) !== found.id,
      });
    },
    onError: (error) => {
      if (!inForm) toast.error(isConflict(error) ? CHANGED : error);
      void client.invalidateQueries({ queryKey: assessmentsKey(id) });
    },
  });
}

const CHANGED = "Another person has changed this. It is shown as it is now: try again.";

/** Something a person does at the table: the answer is the session as it is then, which the page shows at once. */
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import type { PrivacySession } from "@/api/types";
import { sessionsKey } from "@/entities/linddunGo/queries";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { sessionQuery } from "./queries";

export function useSessionMutation<Vars>(
  run: (model: string, vars: Vars) => Promise<PrivacySession>,
) {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation<PrivacySession, Error, Vars>({
    mutationKey: sessionsKey(id),
    // One after the other: what a person does last is what counts.
    scope: { id: `privacy-session ${id}` },
    mutationFn: (vars) => run(id, vars),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery(id, session.id).queryKey, session);
      void client.invalidateQueries({ queryKey: [...sessionsKey(id), "list"] });
    },
    // Another person was faster: the page shows what they did.
    onError: (error) => {
      toast.error(error);
      void client.invalidateQueries({ queryKey: sessionsKey(id) });
    },
  });
}

/** Whether something the person did is still on its way: until its answer, the page shows the session before it. */
export function useSessionPending(): boolean {
  const { id } = useModel();
  return useIsMutating({ mutationKey: sessionsKey(id) }) > 0;
}

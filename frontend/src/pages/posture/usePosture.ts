/** The figures of a scope over time; those of today are taken anew when the page is opened. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Scope } from "./figureTargets";
import { postureQuery, type Span, scopeKey, takePosture } from "./queries";

export function usePosture(scope: Scope, span: Span) {
  const client = useQueryClient();
  const query = useQuery(postureQuery(scope, span));
  const key = scope.kind === "model" ? scope.model : `${scope.team}`;
  const { mutate, isPending } = useMutation({
    mutationFn: takePosture,
    onSuccess: async () => {
      // A first read that is still under way began before the figures were taken; invalidating alone would keep it.
      await client.cancelQueries({ queryKey: [...scopeKey(scope), "posture"] });
      await client.invalidateQueries({ queryKey: scopeKey(scope) });
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each scope, not for each object that names it
  useEffect(() => mutate(scope), [key, mutate]);
  return { ...query, update: () => mutate(scope), isUpdating: isPending };
}

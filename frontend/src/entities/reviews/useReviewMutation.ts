/** Something a person does in a review: the answer is the session as it is then, which pages show at once. */
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Review } from "@/api/types";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { reviewQuery, reviewsKey } from "./queries";

export function useReviewMutation<Vars>(run: (model: string, vars: Vars) => Promise<Review>) {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation<Review, Error, Vars>({
    mutationKey: reviewsKey(id),
    mutationFn: (vars) => run(id, vars),
    onSuccess: (review) => {
      const { queryKey } = reviewQuery(id, review.id);
      client.setQueryData(queryKey, review);
      void client.invalidateQueries({
        queryKey: reviewsKey(id),
        predicate: (query) => query.queryKey.at(-1) !== review.id,
      });
    },
    // Another person was faster: the page shows what they did.
    onError: (error) => {
      toast.error(error);
      void client.invalidateQueries({ queryKey: reviewsKey(id) });
    },
  });
}

/** Whether something is still on its way: until its answer, pages show the session before it. */
export function useReviewPending(): boolean {
  const { id } = useModel();
  return useIsMutating({ mutationKey: reviewsKey(id) }) > 0;
}

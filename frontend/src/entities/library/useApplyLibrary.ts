/** Applies the newest rule library to the open model, and knows whether that is under way. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { LibraryUpdate } from "@/api/types";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";

interface ApplyLibrary {
  apply: () => void;
  /** From the click until the analysis is written. */
  applying: boolean;
}

export function useApplyLibrary(update: LibraryUpdate | undefined): ApplyLibrary {
  const { id } = useModel();
  const client = useQueryClient();
  const started = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/models/{model}/library-update/apply/", { params: { path: { model: id } } }),
      ),
    onError: (error) => toast.error(error),
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(id) }),
  });
  const requested = update?.state === "waiting" && update.requested_at !== null;
  return { apply: () => started.mutate(), applying: started.isPending || requested };
}

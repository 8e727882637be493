/** Saves, changes and deletes views; each reads the list again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { SavedView } from "@/api/types";
import type { ViewDocument } from "@/model/canvas/savedFilters";
import { toast } from "@/ui/toast";
import { viewKeys } from "./queries";
import type { ViewKind } from "./viewKinds";

interface NewView {
  shows: ViewKind;
  name: string;
  shared: boolean;
  document: ViewDocument;
}

export interface ViewChange {
  name?: string;
  shared?: boolean;
  document?: ViewDocument;
}

export function useViewChanges(model: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: viewKeys(model) });
  return {
    create: useMutation({
      mutationFn: (body: NewView) =>
        unwrap(api.POST("/api/models/{model}/views/", { params: { path: { model } }, body })),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ view, body }: { view: SavedView; body: ViewChange }) =>
        unwrap(
          api.PATCH("/api/models/{model}/views/{view}/", {
            params: { path: { model, view: view.id } },
            body,
          }),
        ),
      onSuccess,
      onError: toast.error,
    }),
    remove: useMutation({
      mutationFn: (view: SavedView) =>
        unwrap(
          api.DELETE("/api/models/{model}/views/{view}/", {
            params: { path: { model, view: view.id } },
          }),
        ),
      onSuccess,
      onError: toast.error,
    }),
  };
}

export type ViewChanges = ReturnType<typeof useViewChanges>;

/** What a person does with comments; each reads them again when it is done. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { CommentPlace } from "@/api/types";
import { toast } from "@/ui/toast";
import { refreshComments } from "./queries";

export type Pin = Pick<CommentPlace, "on" | "uid">;

export function useCommentActions(model: string) {
  const client = useQueryClient();
  const onSuccess = () => refreshComments(client, model);
  const path = (comment: string) => ({ params: { path: { model, comment } } });
  return {
    open: useMutation({
      mutationFn: ({ pin, text }: { pin: Pin; text: string }) =>
        unwrap(
          api.POST("/api/models/{model}/comments/", {
            params: { path: { model } },
            body: { on: pin.on, uid: pin.uid, text },
          }),
        ),
      onSuccess,
    }),
    answer: useMutation({
      mutationFn: ({ thread, text }: { thread: string; text: string }) =>
        unwrap(
          api.POST("/api/models/{model}/comments/{comment}/replies/", {
            ...path(thread),
            body: { text },
          }),
        ),
      onSuccess,
    }),
    edit: useMutation({
      mutationFn: ({ comment, text }: { comment: string; text: string }) =>
        unwrap(
          api.PATCH("/api/models/{model}/comments/{comment}/", {
            ...path(comment),
            body: { text },
          }),
        ),
      onSuccess,
    }),
    resolve: useMutation({
      mutationFn: ({ thread, resolved }: { thread: string; resolved: boolean }) =>
        unwrap(
          api.PATCH("/api/models/{model}/comments/{comment}/", {
            ...path(thread),
            body: { resolved },
          }),
        ),
      onSuccess,
      onError: toast.error,
    }),
    remove: useMutation({
      mutationFn: (comment: string) =>
        unwrap(api.DELETE("/api/models/{model}/comments/{comment}/", path(comment))),
      onSuccess,
      onError: toast.error,
    }),
  };
}

export type CommentActions = ReturnType<typeof useCommentActions>;

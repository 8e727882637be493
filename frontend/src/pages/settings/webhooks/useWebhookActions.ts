/** What can be done with a webhook besides editing it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Webhook } from "@/api/types";
import { toast } from "@/ui/toast";
import { refreshWebhooks } from "./queries";

export function useWebhookActions(team: string, webhook: Webhook) {
  const client = useQueryClient();
  const params = { path: { team, webhook: webhook.id } };
  const shared = {
    onSettled: () => refreshWebhooks(client, team),
    onError: toast.error,
  };
  const test = useMutation({
    mutationFn: () => unwrap(api.POST("/api/teams/{team}/webhooks/{webhook}/test/", { params })),
    ...shared,
  });
  const enable = useMutation({
    mutationFn: (enabled: boolean) =>
      unwrap(api.PATCH("/api/teams/{team}/webhooks/{webhook}/", { params, body: { enabled } })),
    ...shared,
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/teams/{team}/webhooks/{webhook}/", { params })),
    onSuccess: () => toast.success(`${webhook.name} was removed.`),
    ...shared,
  });
  const replaceSecret = useMutation({
    mutationFn: () => unwrap(api.POST("/api/teams/{team}/webhooks/{webhook}/secret/", { params })),
    ...shared,
  });
  return { test, enable, remove, replaceSecret };
}

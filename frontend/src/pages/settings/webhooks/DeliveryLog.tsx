/** What was sent to a webhook lately, and what became of it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, unwrap } from "@/api/client";
import type { Delivery, Webhook } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import { Modal } from "@/ui/Modal";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { toast } from "@/ui/toast";
import { deliveriesQuery, webhooksQuery } from "./queries";
import { deliveryState, eventLabel } from "./webhookLabels";
import classes from "./webhooks.module.css";

interface DeliveryLogProps {
  team: string;
  webhook: Webhook;
  onClose: () => void;
}

export default function DeliveryLog({ team, webhook, onClose }: DeliveryLogProps) {
  const query = useQuery(deliveriesQuery(team, webhook.id));
  const client = useQueryClient();
  const deliveries = query.data?.results ?? [];
  const failed = deliveries.filter(({ state }) => state === "failed").length;
  // One that fails may have disabled the webhook.
  useEffect(() => {
    if (failed > 0)
      void client.invalidateQueries({ queryKey: webhooksQuery(team).queryKey, exact: true });
  }, [client, team, failed]);
  const retry = useMutation({
    mutationFn: (delivery: string) =>
      unwrap(
        api.POST("/api/teams/{team}/webhooks/{webhook}/deliveries/{delivery}/retry/", {
          params: { path: { team, webhook: webhook.id, delivery } },
        }),
      ),
    onError: toast.error,
    onSettled: () => client.invalidateQueries(deliveriesQuery(team, webhook.id)),
  });
  return (
    <Modal opened onClose={onClose} title={`Deliveries to ${webhook.name}`} size="lg">
      {query.error && <ErrorState error={query.error} size="compact" />}
      {query.data && deliveries.length === 0 && (
        <p className={rows.muted}>Nothing was sent yet. Send a test.</p>
      )}
      {failed > 0 && !webhook.enabled && (
        <p className={rows.muted}>The webhook is disabled. Enable it to send again.</p>
      )}
      <ul className={classes.log} aria-live="polite">
        {deliveries.map((one) => (
          <DeliveryRow
            key={one.id}
            delivery={one}
            onRetry={webhook.enabled ? () => retry.mutate(one.id) : undefined}
          />
        ))}
      </ul>
    </Modal>
  );
}

interface DeliveryRowProps {
  delivery: Delivery;
  onRetry: (() => void) | undefined;
}

function DeliveryRow({ delivery, onRetry }: DeliveryRowProps) {
  return (
    <li className={classes.delivery} data-state={delivery.state}>
      <span className={rows.rowMain}>
        {eventLabel(delivery.event)}
        <span className={classes.state}>{deliveryState(delivery)}</span>
      </span>
      <span className={rows.muted}>
        <RelativeTime at={delivery.created_at} />
      </span>
      {delivery.state === "failed" && onRetry && (
        <Button variant="default" size="compact-sm" onClick={onRetry}>
          Send again
        </Button>
      )}
    </li>
  );
}

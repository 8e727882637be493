/** The webhooks of the team: where chats and programs are told what happens. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { webhooksQuery } from "./queries";
import { WebhookRow } from "./WebhookRow";

const WebhookDialog = lazyWithRetry(() => import("./WebhookDialog"));

export function Webhooks({ team }: { team: string }) {
  const query = useQuery(webhooksQuery(team));
  const [adding, setAdding] = useState(false);
  const webhooks = query.data ?? [];
  return (
    <Section
      title="Webhooks"
      description="Send what happens in the team to Slack, Microsoft Teams, Mattermost or your own program. Comments are never sent."
      actions={
        <Button variant="default" onClick={() => setAdding(true)}>
          Add webhook
        </Button>
      }
      flush={webhooks.length > 0}
    >
      {query.error && <ErrorState error={query.error} size="compact" />}
      {query.data && webhooks.length === 0 && <span className={rows.muted}>No webhooks.</span>}
      {webhooks.map((webhook) => (
        <WebhookRow key={webhook.id} team={team} webhook={webhook} />
      ))}
      <Suspense>
        {adding && <WebhookDialog team={team} onClose={() => setAdding(false)} />}
      </Suspense>
    </Section>
  );
}

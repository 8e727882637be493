/** Adds a webhook, or changes one: name, form, address and events. A new one ends with its secret. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import type { Webhook } from "@/api/types";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { EventChoice } from "./EventChoice";
import { refreshWebhooks } from "./queries";
import SecretDialog from "./SecretDialog";
import { FORMATS } from "./webhookLabels";

interface WebhookDialogProps {
  team: string;
  webhook?: Webhook;
  onClose: () => void;
}

interface Draft {
  name: string;
  url: string;
  format: Webhook["format"];
  events: Webhook["events"];
}

const FIRST: Draft = { name: "", url: "", format: "slack", events: ["new-critical", "overdue"] };

export default function WebhookDialog({ team, webhook, onClose }: WebhookDialogProps) {
  const [draft, setDraft] = useState<Draft>(webhook ? { ...webhook, url: "" } : FIRST);
  const save = useSave(team, webhook, onClose);
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  if (save.data?.secret) return <SecretDialog secret={save.data.secret} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={webhook ? `Edit ${webhook.name}` : "Add webhook"}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(draft);
        }}
      >
        <FormAlert error={save.error} known={["name", "url", "events"]} />
        <TextInput
          label="Name"
          placeholder="Security channel"
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={fieldError(save.error, "name", false)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <NativeSelect
          label="Form"
          description={FORMATS.find((one) => one.value === draft.format)?.help}
          data={FORMATS.map(({ value, label }) => ({ value, label }))}
          value={draft.format}
          onChange={(event) => set({ format: event.currentTarget.value as Draft["format"] })}
        />
        <TextInput
          label="Address"
          description={
            webhook
              ? `Leave it empty to keep the one at ${webhook.host}.`
              : "Kept encrypted and not shown again."
          }
          placeholder="https://hooks.example.com/…"
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value.trim() })}
          error={fieldError(save.error, "url", false)}
          required={!webhook}
          withAsterisk={false}
        />
        <EventChoice
          events={draft.events}
          error={fieldError(save.error, "events", false)}
          onChange={(events) => set({ events })}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={draft.events.length === 0}>
            {webhook ? "Save" : "Add webhook"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function useSave(team: string, webhook: Webhook | undefined, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      name,
      url,
      format,
      events,
    }: Draft): Promise<{ secret: string | null }> => {
      const path = { team };
      if (!webhook) {
        const body = { name, url, format, events };
        return unwrap(api.POST("/api/teams/{team}/webhooks/", { params: { path }, body }));
      }
      const body = { name, format, events, ...(url && { url }) };
      const params = { path: { ...path, webhook: webhook.id } };
      await unwrap(api.PATCH("/api/teams/{team}/webhooks/{webhook}/", { params, body }));
      return { secret: null };
    },
    onSuccess: async ({ secret }) => {
      await refreshWebhooks(client, team);
      if (!secret) onClose();
    },
  });
}

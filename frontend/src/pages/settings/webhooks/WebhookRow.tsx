/** One webhook: where it leads, whether it works, and what can be done with it. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { Webhook } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { lazyWithRetry } from "@/ui/codeLoading";
import rows from "@/ui/rows.module.css";
import { useWebhookActions } from "./useWebhookActions";
import { FORMATS } from "./webhookLabels";
import classes from "./webhooks.module.css";

const WebhookDialog = lazyWithRetry(() => import("./WebhookDialog"));
const DeliveryLog = lazyWithRetry(() => import("./DeliveryLog"));
const SecretDialog = lazyWithRetry(() => import("./SecretDialog"));

type Open = "edit" | "log" | "remove" | null;

export function WebhookRow({ team, webhook }: { team: string; webhook: Webhook }) {
  const [open, setOpen] = useState<Open>(null);
  const { test, enable, remove, replaceSecret } = useWebhookActions(team, webhook);
  const close = () => setOpen(null);
  const secret = replaceSecret.data?.secret;
  return (
    <div className={rows.row}>
      <span className={rows.rowMain}>
        {webhook.name}
        <span className={rows.detail}>{summaryOf(webhook)}</span>
        {!webhook.enabled && (
          <span className={classes.fault}>
            Disabled{webhook.disabled_because && `: ${webhook.disabled_because}`}
          </span>
        )}
      </span>
      <span className={rows.buttons}>
        {webhook.enabled ? (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Test ${webhook.name}`}
            loading={test.isPending}
            onClick={() => test.mutate(undefined, { onSuccess: () => setOpen("log") })}
          >
            Test
          </Button>
        ) : (
          <Button size="compact-sm" loading={enable.isPending} onClick={() => enable.mutate(true)}>
            Enable
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${webhook.name}`}>
              <IconDots size={16} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpen("log")}>Show deliveries</Menu.Item>
            <Menu.Item onClick={() => setOpen("edit")}>Edit</Menu.Item>
            <Menu.Item onClick={() => replaceSecret.mutate()}>Replace secret</Menu.Item>
            {webhook.enabled && <Menu.Item onClick={() => enable.mutate(false)}>Disable</Menu.Item>}
            <Menu.Item color="danger" onClick={() => setOpen("remove")}>
              Remove
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
      <Suspense>
        {open === "edit" && <WebhookDialog team={team} webhook={webhook} onClose={close} />}
        {open === "log" && <DeliveryLog team={team} webhook={webhook} onClose={close} />}
        {secret && <SecretDialog secret={secret} onClose={replaceSecret.reset} />}
      </Suspense>
      <ConfirmDialog
        opened={open === "remove"}
        onClose={close}
        onConfirm={() => remove.mutate()}
        title="Remove webhook"
        confirmLabel="Remove webhook"
        danger
        pending={remove.isPending}
      >
        Nothing more is sent to {webhook.name}, and its log of deliveries is removed.
      </ConfirmDialog>
    </div>
  );
}

function summaryOf({ format, host, events }: Webhook): string {
  const form = FORMATS.find((one) => one.value === format)?.label;
  return `${form} · ${host} · ${events.length} ${events.length === 1 ? "event" : "events"}`;
}

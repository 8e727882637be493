/** Shows the secret of a webhook, this once. */
import { Button, CopyButton } from "@mantine/core";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import settings from "@/ui/settings.module.css";

export default function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Secret of the webhook">
      <div className={forms.form}>
        <p className={settings.note}>
          Each request is signed with it (Standard Webhooks, HMAC-SHA256). It is shown only now.
          Chat programs do not need it.
        </p>
        <code className={settings.secret}>{secret}</code>
        <div className={forms.actions}>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Modal>
  );
}

/** A new API token, and how it is used. */
import { Button, CopyButton } from "@mantine/core";
import forms from "@/ui/forms.module.css";
import settings from "@/ui/settings.module.css";

export function TokenSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className={forms.form}>
      <p className={settings.note}>
        Copy it now: it is shown only this once. Keep it where your pipeline keeps secrets, as the
        variable <code>BULKHEAD_TOKEN</code>.
      </p>
      <code className={settings.secret}>{secret}</code>
      <div className={forms.actions}>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy token"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}

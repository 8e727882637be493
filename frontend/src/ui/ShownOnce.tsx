/** A secret that is shown only now, to copy. */
import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import forms from "./forms.module.css";
import settings from "./settings.module.css";

type Props = { secret: string; copy: string; children: ReactNode; onClose: () => void };

export function ShownOnce({ secret, copy: label, children, onClose }: Props) {
  return (
    <div className={forms.form}>
      <p className={settings.note}>{children}</p>
      <code className={settings.secret}>{secret}</code>
      <div className={forms.actions}>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : label}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}

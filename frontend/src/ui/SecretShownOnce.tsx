/** A secret that is shown only now, to copy. */
import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import forms from "./forms.module.css";
import settings from "./settings.module.css";

interface ShownOnceProps {
  secret: string;
  copy: string;
  /** What it is, and where to keep it. */
  children: ReactNode;
  /** What to do with it. */
  more?: ReactNode;
  onClose: () => void;
}

export function SecretShownOnce({ secret, copy: label, children, more, onClose }: ShownOnceProps) {
  return (
    <div className={forms.form}>
      <p className={settings.note}>{children}</p>
      <code className={settings.secret}>{secret}</code>
      {more}
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

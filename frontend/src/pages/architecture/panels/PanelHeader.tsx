/** The head of the inspector: what is selected, where it is, and how to leave. */
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { isMadeHere } from "@/model/graph/ops";
import classes from "./panelHeader.module.css";

interface PanelHeaderProps {
  kind: string;
  title: ReactNode;
  /** One line under the title: kind and place. */
  children: ReactNode;
  uid: string;
  onClose: () => void;
}

export function PanelHeader({ kind, title, children, uid, onClose }: PanelHeaderProps) {
  return (
    <header className={classes.header}>
      <span className={classes.tile}>
        <KindIcon kind={kind} size={18} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>{title}</h2>
        <div className={classes.subtitle}>{children}</div>
        <div className={classes.uid}>
          {isMadeHere(uid) ? <span>Not from a file</span> : <code title={uid}>{uid}</code>}
          <CopyUid uid={uid} />
        </div>
      </div>
      <Tooltip label="Close (Esc)">
        <ActionIcon aria-label="Close the inspector" onClick={onClose}>
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function CopyUid({ uid }: { uid: string }) {
  return (
    <CopyButton value={uid}>
      {({ copied, copy }) => (
        <ActionIcon size={20} aria-label={copied ? "Copied" : "Copy the identifier"} onClick={copy}>
          {copied ? (
            <IconCheck size={13} aria-hidden="true" />
          ) : (
            <IconCopy size={13} aria-hidden="true" />
          )}
        </ActionIcon>
      )}
    </CopyButton>
  );
}

/** Creates an issue for a threat or a mitigation, or links one that exists. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { IssueSubject } from "./queries";
import classes from "./trackers.module.css";
import { useTrackers } from "./useTrackers";

const CreateIssuesDialog = lazyWithRetry(() => import("./CreateIssuesDialog"));
const LinkIssueDialog = lazyWithRetry(() => import("./LinkIssueDialog"));

export function IssueButtons({ subject }: { subject: IssueSubject }) {
  const { canEdit } = useModel();
  const trackers = useTrackers();
  const [open, setOpen] = useState<"create" | "link" | null>(null);
  if (!canEdit || trackers.length === 0) return null;
  const close = (): void => setOpen(null);
  const button = { variant: "default", size: "compact-sm" } as const;
  return (
    <span className={classes.buttons}>
      <Button {...button} onClick={() => setOpen("create")}>
        Create issue
      </Button>
      <Button {...button} onClick={() => setOpen("link")}>
        Link existing
      </Button>
      <Suspense>
        {open === "create" && (
          <CreateIssuesDialog
            target={targetOf(subject)}
            count={1}
            label={nameOf(subject)}
            onClose={close}
          />
        )}
        {open === "link" && (
          <LinkIssueDialog subject={subject} label={nameOf(subject)} onClose={close} />
        )}
      </Suspense>
    </span>
  );
}

function targetOf(subject: IssueSubject) {
  if ("threat" in subject) return { threats: { all: false, numbers: [subject.threat] } };
  return { mitigations: { all: false, numbers: [subject.mitigation] } };
}

function nameOf(subject: IssueSubject): string {
  return "threat" in subject ? `T${subject.threat}` : `M${subject.mitigation}`;
}

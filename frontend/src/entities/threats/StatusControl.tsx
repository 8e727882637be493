/** The status of a threat as a menu; "not applicable" asks for the reason first. */
import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { Suspense } from "react";
import type { ThreatRow } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { type Decision, setThreatStatus } from "./actions/setThreatStatus";
import classes from "./StatusControl.module.css";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

interface StatusControlProps {
  threat: Pick<ThreatRow, "number" | "status" | "title">;
  /** Why it is not applicable, as far as it is. */
  reason?: string;
  size?: "sm" | "xs";
}

const DECISIONS: readonly { status: Decision; hint: string }[] = [
  { status: "open", hint: "To be dealt with" },
  { status: "needs-info", hint: "More information is needed" },
  { status: "not-applicable", hint: "Does not apply here, because" },
];

export function StatusControl({ threat, reason = "", size = "sm" }: StatusControlProps) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(setThreatStatus, id);
  const [asking, dialog] = useDisclosure(false);
  const decide = (status: Decision, why: string): void => {
    const before = { status: threat.status, reason };
    step.mutate({ number: threat.number, status, reason: why, before });
  };
  if (!canEdit) return <StatusBadge status={threat.status} />;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            variant="default"
            size={size === "xs" ? "compact-sm" : "sm"}
            className={classes.status}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            <VisuallyHidden>Status of T{threat.number}: </VisuallyHidden>
            <StatusBadge status={threat.status} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {DECISIONS.map(({ status, hint }) => (
            <Menu.Item
              key={status}
              rightSection={
                threat.status === status ? <IconCheck size={14} aria-hidden="true" /> : null
              }
              onClick={() => (status === "not-applicable" ? dialog.open() : decide(status, ""))}
            >
              <StatusBadge status={status} />
              <span className={classes.hint}>{hint}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Suspense>
          <NoteDialog
            title={`T${threat.number} is not applicable`}
            label="Reason"
            description="Recorded in the history. Write what a later reviewer needs to know."
            missing="Give a reason"
            submitLabel="Set not applicable"
            initial={reason}
            onClose={dialog.close}
            onSubmit={(why) => {
              dialog.close();
              decide("not-applicable", why);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

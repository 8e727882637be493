/**
 * The status of a threat as a menu; a decision that needs a reason asks for it first.
 *
 * A possible threat is answered, not decided: it has a status only where one was set while it was found, and can be opened.
 */
import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { ThreatDecision, ThreatRow } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { needsReason, THREAT_DECISIONS, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { setThreatStatus } from "./actions/setThreatStatus";
import classes from "./StatusControl.module.css";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

interface StatusControlProps {
  threat: Pick<ThreatRow, "number" | "status" | "title" | "certainty">;
  /** The recorded reason of the status, if it has one. */
  reason?: string;
  size?: "sm" | "xs";
  /** Asks what is unclear, and whom; without it needs info is set at once. */
  onNeedsInfo?: (() => void) | undefined;
}

export function StatusControl(props: StatusControlProps) {
  const { threat, reason = "", size = "sm", onNeedsInfo } = props;
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(setThreatStatus, id);
  const [asking, setAsking] = useState<ThreatDecision | null>(null);
  const decide = (status: ThreatDecision, why: string): void => {
    const before = { status: threat.status, reason };
    step.mutate({ number: threat.number, status, reason: why, before });
  };
  const choose = (status: ThreatDecision): void => {
    if (needsReason(status)) setAsking(status);
    else if (status === "needs-info" && onNeedsInfo) onNeedsInfo();
    else decide(status, "");
  };
  const possible = threat.certainty === "possible";
  if (possible && threat.status === "open") return null;
  if (!canEdit) return <StatusBadge status={threat.status} />;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            variant="default"
            size={size === "xs" ? "compact-sm" : "xs"}
            className={classes.status}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            <VisuallyHidden>Status of T{threat.number}: </VisuallyHidden>
            <StatusBadge status={threat.status} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {THREAT_DECISIONS.filter((status) => !possible || status === "open").map((status) => (
            <Menu.Item
              key={status}
              rightSection={
                threat.status === status ? <IconCheck size={14} aria-hidden="true" /> : null
              }
              onClick={() => choose(status)}
            >
              <StatusBadge status={status} />
              <span className={classes.hint}>{THREAT_STATUSES[status].decision.hint}</span>
            </Menu.Item>
          ))}
          {!possible && (
            <>
              <Menu.Divider />
              <p className={classes.computed}>
                Mitigated, accepted and resolved follow from mitigations, acceptances and imports.
              </p>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Suspense>
          <NoteDialog
            title={`T${threat.number} ${THREAT_STATUSES[asking].decision.predicate}`}
            label="Reason"
            description="Recorded in the history. Write what a later reviewer needs to know."
            missing="Give a reason"
            submitLabel={`Set ${THREAT_STATUSES[asking].label.toLowerCase()}`}
            initial={reason}
            onClose={() => setAsking(null)}
            onSubmit={(why) => {
              setAsking(null);
              decide(asking, why);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

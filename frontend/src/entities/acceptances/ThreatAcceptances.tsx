/** On the page of a threat: whether its risk is accepted, by whom and until when, and the request for it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import type { Acceptance, ThreatDetail } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { changesSince, personName, threatCount, timeLeft } from "@/model/labels/acceptances";
import { isOpen } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";
import { lazyWithRetry } from "@/ui/codeLoading";
import { calendarDay } from "@/ui/time";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./acceptances.module.css";
import { threatAcceptancesQuery } from "./queries";

const AcceptanceDrawer = lazyWithRetry(() => import("./AcceptanceDrawer"));
const RequestAcceptanceDialog = lazyWithRetry(() => import("./RequestAcceptanceDialog"));

const WAITING = ["proposed", "asked-back"];

export function ThreatAcceptances({ threat }: { threat: ThreatDetail }) {
  const { id, row, canEdit } = useModel();
  const { number, severity, status } = threat;
  const [open, setOpen] = useState<number | "request" | null>(null);
  const rows = useQuery(threatAcceptancesQuery(id, number)).data?.results ?? [];
  const requested = rows.some(({ state }) => WAITING.includes(state));
  const mayRequest = canEdit && isOpen(status) && !requested;
  useShortcut(
    { keys: "r", label: "Accept risk", group: "Triage", run: () => setOpen("request") },
    mayRequest && open === null,
  );
  if (rows.length === 0 && !mayRequest) return null;
  const close = (): void => setOpen(null);
  return (
    <ArticleSection
      title="Risk acceptance"
      action={
        mayRequest && (
          <Button variant="default" size="compact-sm" onClick={() => setOpen("request")}>
            Request acceptance
          </Button>
        )
      }
    >
      {rows.length === 0 && <Prose>The risk is not accepted.</Prose>}
      <ul className={classes.cards}>
        {rows.map((acceptance) => (
          <li key={acceptance.number}>
            <AcceptanceCard acceptance={acceptance} onOpen={() => setOpen(acceptance.number)} />
          </li>
        ))}
      </ul>
      {open !== null && (
        <Suspense>
          {open === "request" ? (
            <RequestAcceptanceDialog
              model={id}
              selection={{ all: false, numbers: [number] }}
              severity={severity}
              onClose={close}
            />
          ) : (
            <AcceptanceDrawer team={row?.team.id ?? ""} model={id} number={open} onClose={close} />
          )}
        </Suspense>
      )}
    </ArticleSection>
  );
}

interface AcceptanceCardProps {
  acceptance: Acceptance;
  onOpen: () => void;
}

function AcceptanceCard({ acceptance, onOpen }: AcceptanceCardProps) {
  const { number, state, threat_count: count, justification } = acceptance;
  const changed = changesSince(acceptance);
  return (
    <div className={classes.card}>
      <p className={classes.line}>
        <button type="button" className={classes.open} onClick={onOpen}>
          A{number}
        </button>
        <StatusBadge status={state} />
        <span className={classes.quiet}>{timeLeft(acceptance)}</span>
        {count > 1 && <span className={classes.quiet}>with {threatCount(count - 1)} more</span>}
        {changed && <span className={classes.changed}>{changed}</span>}
      </p>
      <p className={classes.said}>{justification}</p>
      <p className={classes.quiet}>{whoAndWhen(acceptance)}</p>
    </div>
  );
}

/** Who asked and who decided or is to decide. */
function whoAndWhen(acceptance: Acceptance): string {
  const asked = `Requested by ${personName(acceptance.requested_by)}`;
  if (WAITING.includes(acceptance.state))
    return `${asked}, to be decided by ${acceptance.approvers.map(personName).join(" or ")}`;
  if (!acceptance.decided_at) return asked;
  const said = acceptance.state === "rejected" ? "rejected" : "accepted";
  const until = said === "accepted" ? ` until ${calendarDay(acceptance.expires_on)}` : "";
  return `${asked}, ${said} by ${personName(acceptance.decided_by)}${until}`;
}

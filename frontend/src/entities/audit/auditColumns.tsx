/** The columns of the audit log: when, who, what, from what to what, and the address of the client. */
import type { AuditEvent } from "@/api/types";
import { changesOf } from "@/model/labels/historyEvents";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import classes from "./audit.module.css";
import { actionLabel } from "./auditActions";

const WITHOUT_ACTOR: Readonly<Record<AuditEvent["via"], string>> = {
  session: "Unknown",
  token: "API token",
  anonymous: "Not signed in",
  command: "Command line",
  system: "Bulkhead",
};

/** Of a description the log shows the beginning; the downloads hold it all. */
const VALUE_LENGTH = 120;

export const AUDIT_COLUMNS: readonly Column<AuditEvent>[] = [
  {
    id: "when",
    header: "When",
    width: "130px",
    cell: (event) => <RelativeTime at={event.occurred_at} />,
  },
  {
    id: "actor",
    header: "Who",
    width: "15%",
    cell: (event) => (
      <span className={classes.who}>{event.actor_label || WITHOUT_ACTOR[event.via]}</span>
    ),
  },
  {
    id: "what",
    header: "What",
    width: "30%",
    card: "title",
    cell: (event) => (
      <span className={classes.what}>
        {actionLabel(event.action)}
        {event.subject_label && <span className={classes.subject}>{event.subject_label}</span>}
      </span>
    ),
  },
  {
    id: "change",
    header: "Change",
    cell: (event) => <Changes event={event} />,
  },
  {
    id: "address",
    header: "Address",
    width: "150px",
    from: "lg",
    cell: (event) => <span className={classes.address}>{event.address || "—"}</span>,
  },
];

function Changes({ event }: { event: AuditEvent }) {
  const changes = changesOf(event.before, event.after);
  const gone = Object.keys(event.after ?? {}).length === 0;
  if (changes.length === 0) return <span className={classes.none}>—</span>;
  return (
    <ul className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <span className={classes.field}>{field}</span>{" "}
          {before !== null && (
            <>
              <del title={before}>{shortened(before)}</del>{" "}
              {!gone && <span aria-hidden="true">→ </span>}
            </>
          )}
          {!gone && <ins title={after}>{shortened(after)}</ins>}
        </li>
      ))}
    </ul>
  );
}

function shortened(value: string): string {
  return value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}…` : value;
}

/** One event: who did what, to what, and what changed from what to what. */
import { Link } from "@tanstack/react-router";
import type { HistoryEvent } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import {
  agentOf,
  detailsOf,
  importOf,
  isDecided,
  subjectLabel,
} from "@/model/labels/historyEvents";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { ActorName } from "./ActorName";
import classes from "./history.module.css";
import { UndoGroup } from "./UndoGroup";

interface EventLineProps {
  event: HistoryEvent;
  /** Left out where the page is about the subject itself. */
  showSubject?: boolean;
}

export function EventLine({ event, showSubject = true }: EventLineProps) {
  const changes = detailsOf(event);
  return (
    <li className={classes.event}>
      {event.actor ? (
        <span className={classes.actor}>
          <PersonAvatar person={event.actor} size={24} />
        </span>
      ) : (
        <span className={classes.machine} aria-hidden="true" />
      )}
      <div className={classes.words}>
        <p className={classes.what}>
          <Actor event={event} /> {event.what}
          {showSubject && <SubjectLink event={event} />}
        </p>
        {changes.length > 0 && (
          <ul className={classes.changes}>
            {changes.map((change) => (
              <li key={change.field}>
                <span>{change.field}</span>
                <span className={classes.values}>
                  {change.before !== null && <del>{change.before}</del>}
                  {change.before !== null && <span aria-hidden="true"> → </span>}
                  <ins>{change.after}</ins>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {showSubject && <UndoGroup event={event} />}
      <span className={classes.when}>
        <RelativeTime at={event.at} />
      </span>
    </li>
  );
}

/** Who did it: Bulkhead, a person, or a program with a token of theirs. */
function Actor({ event }: { event: HistoryEvent }) {
  const { actor, token } = event;
  const agent = agentOf(event);
  if (agent !== null) {
    return (
      <>
        Agent <bdi className={classes.agent}>{agent}</bdi> for <ActorName actor={actor} token="" />
      </>
    );
  }
  return <ActorName actor={actor} token={token} />;
}

function SubjectLink({ event }: { event: HistoryEvent }) {
  const { id } = useModel();
  const { subject_type: type, subject_number: number } = event;
  const batch = type === "import" ? importOf(event.after) : null;
  if (batch)
    return (
      <Link
        className={classes.subject}
        to="/m/$model/imports/$job"
        params={{ model: id, job: batch }}
      >
        What they show
      </Link>
    );
  if (type === "proposal")
    return (
      <Link
        className={classes.subject}
        to="/m/$model/proposals"
        params={{ model: id }}
        search={(isDecided(event.after) ? { decided: "1" } : {}) as never}
      >
        Proposals
      </Link>
    );
  if (number === null) return null;
  const label = subjectLabel(type, number);
  if (type === "threat") {
    return (
      <Link
        className={classes.subject}
        to="/m/$model/threats/$number"
        params={{ model: id, number: String(number) }}
      >
        {label}
      </Link>
    );
  }
  if (type !== "mitigation") return <span className={classes.subject}>{label}</span>;
  return (
    <Link
      className={classes.subject}
      to="/m/$model/mitigations"
      params={{ model: id }}
      search={{ open: String(number) }}
    >
      {label}
    </Link>
  );
}

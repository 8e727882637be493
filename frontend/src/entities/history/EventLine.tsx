/** One event: who did what, to what, and what changed from what to what. */
import { Link } from "@tanstack/react-router";
import type { HistoryEvent } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import {
  agentOf,
  detailsOf,
  importOf,
  isDecided,
  isStatement,
  subjectLabel,
  withoutObject,
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
          <What event={event} showSubject={showSubject} />
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

/** Who did what to it; or what has become of it, and by whom. */
function What({ event, showSubject }: Required<EventLineProps>) {
  if (!isStatement(event.what)) {
    return (
      <>
        <Actor event={event} /> {showSubject ? event.what : withoutObject(event.what)}
        {showSubject && <SubjectLink event={event} />}
      </>
    );
  }
  return (
    <>
      {showSubject ? <SubjectLink event={event} /> : "The threat"} {event.what}
      {event.actor && (
        <>
          , by <Actor event={event} />
        </>
      )}
    </>
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

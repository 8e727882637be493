/** What happened to the threat, newest first. */
import type { ThreatDetail } from "../api/types";
import { EventLine } from "../history/EventLine";
import classes from "./threat.module.css";

export function ThreatHistory({ threat }: { threat: ThreatDetail }) {
  if (threat.events.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="history">
      <h2 id="history" className={classes.heading}>
        History
      </h2>
      <ol className={classes.events}>
        {threat.events.map((event) => (
          <EventLine key={event.id} event={event} showSubject={false} />
        ))}
      </ol>
    </section>
  );
}

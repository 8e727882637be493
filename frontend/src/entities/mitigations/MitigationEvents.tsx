/** What happened to a mitigation, newest first. */
import { useQuery } from "@tanstack/react-query";
import type { Mitigation } from "@/api/types";
import { EventLine } from "@/entities/history/EventLine";
import { eventsQuery } from "@/entities/history/queries";
import { useModel } from "@/session/useModel";
import classes from "./drawer.module.css";

const SHOWN = 30;

export function MitigationEvents({ mitigation }: { mitigation: Mitigation }) {
  const { id } = useModel();
  const { data } = useQuery(
    eventsQuery(id, { subject_type: ["mitigation"], number: mitigation.number, page_size: SHOWN }),
  );
  if (!data || data.results.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>History</h3>
      <ol className={classes.events}>
        {data.results.map((event) => (
          <EventLine key={event.id} event={event} showSubject={false} />
        ))}
      </ol>
    </section>
  );
}

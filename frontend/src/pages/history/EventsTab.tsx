/** Decisions, answers, mitigations, imports and analyses: who, when, what, from what to what. */
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { EventLine } from "@/entities/history/EventLine";
import classes from "@/entities/history/history.module.css";
import { ListSkeleton } from "@/entities/history/ListSkeleton";
import { eventsQuery } from "@/entities/history/queries";
import { RetentionNote } from "@/entities/history/RetentionNote";
import { byDay } from "@/model/labels/historyEvents";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Pagination } from "@/ui/Pagination";
import { calendarDay } from "@/ui/time";
import { useListParams } from "@/ui/useListParams";

const TAB = ["tab"];

export default function EventsTab() {
  const { id } = useModel();
  const params = useListParams({ keep: TAB });
  const query = useQuery(eventsQuery(id, params.query));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <ListSkeleton />;
  if (query.data.count === 0) {
    return (
      <EmptyState icon={<IconHistory size={20} />} title="Nothing has happened yet">
        Decisions about threats, work on mitigations, answers and imports will be listed here.
      </EmptyState>
    );
  }
  return (
    <>
      {byDay(query.data.results).map(({ day, events }) => (
        <section key={day} className={classes.day} aria-label={calendarDay(day)}>
          <h2 className={classes.date}>{calendarDay(day)}</h2>
          <ol className={classes.list}>
            {events.map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ol>
        </section>
      ))}
      {params.query.page * params.query.page_size >= query.data.count && (
        <RetentionNote model={id} of="events" />
      )}
      <Pagination count={query.data.count} params={params} />
    </>
  );
}

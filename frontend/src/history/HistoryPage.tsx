/** Everything that was changed in the model: who, when, what, from what to what. */
import { Skeleton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { byDay } from "../model/events";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";
import { Pagination } from "../ui/Pagination";
import { calendarDay } from "../ui/time";
import { useListParams } from "../ui/useListParams";
import { useModel } from "../ui/useModel";
import { EventLine } from "./EventLine";
import classes from "./history.module.css";
import { eventsQuery } from "./queries";

export default function HistoryPage() {
  return (
    <Page title="History" width="narrow">
      <PageHeader
        title="History"
        description="Who changed what, and what it was before. Imports and analyses stand here too."
      />
      <Timeline />
    </Page>
  );
}

function Timeline() {
  const { id } = useModel();
  const params = useListParams();
  const query = useQuery(eventsQuery(id, params.query));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <TimelineSkeleton />;
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
      <Pagination count={query.data.count} params={params} />
    </>
  );
}

const ROWS = [64, 48, 72, 56, 60];

function TimelineSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the history">
      {ROWS.map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={24} circle />
          <Skeleton height={14} width={`${width}%`} radius="sm" />
        </div>
      ))}
    </div>
  );
}

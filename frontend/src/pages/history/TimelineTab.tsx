/** The changes of the architecture, newest first, day by day: filtered and paged at the server. */
import { Button, Switch } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import classes from "@/entities/history/history.module.css";
import { ListSkeleton } from "@/entities/history/ListSkeleton";
import { type TimelineQuery, timelineQuery } from "@/entities/history/queries";
import { RetentionNote } from "@/entities/history/RetentionNote";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { byDay } from "@/model/labels/historyEvents";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import { calendarDay } from "@/ui/time";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { ChangeItem } from "./ChangeItem";
import { useTimelineFilterDefinitions } from "./useTimelineFilterDefinitions";

const KEPT = ["tab"];
const STILL = "false";

export function TimelineTab() {
  const { id } = useModel();
  const params = useListParams({ keep: KEPT });
  const query = useInfiniteQuery(timelineQuery(id, queryOf(params)));
  const filters = useTimelineFilterDefinitions(params);
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const lines = query.data?.pages.flatMap((page) => page.results);
  const isEmpty = lines?.length === 0 && !params.narrowed;
  return (
    <>
      {!isEmpty && (
        <FilterBar params={params} filters={filters} searchLabel="Search changes">
          <Switch
            label="Moves"
            labelPosition="left"
            checked={!params.filter("moves").includes(STILL)}
            onChange={(event) =>
              params.setFilter("moves", event.currentTarget.checked ? [] : [STILL])
            }
          />
        </FilterBar>
      )}
      {!lines && <ListSkeleton />}
      {lines?.length === 0 && <NoChanges narrowed={params.narrowed} />}
      {byDay(lines ?? []).map(({ day, events }) => (
        <section key={day} className={classes.day} aria-label={calendarDay(day)}>
          <h2 className={classes.date}>{calendarDay(day)}</h2>
          <ol className={classes.list}>
            {events.map((line) => (
              <ChangeItem key={line.seq} line={line} />
            ))}
          </ol>
        </section>
      ))}
      {lines && !query.hasNextPage && <RetentionNote model={id} of="changes" />}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show older changes
          </Button>
        </div>
      )}
    </>
  );
}

function queryOf(params: ListParams): TimelineQuery {
  const [person] = params.filter("person");
  const [subject] = params.filter("subject");
  return {
    ...(params.search ? { search: params.search } : {}),
    ...(person ? { person } : {}),
    ...(subject ? { subject } : {}),
    ...(params.filter("moves").includes(STILL) ? { moves: false } : {}),
    origin: [...params.filter("origin")] as NonNullable<TimelineQuery["origin"]>,
  };
}

function NoChanges({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState icon={<IconFilterOff size={20} />} title="No change matches">
        Other changes are hidden by the search or the filters.
      </EmptyState>
    );
  }
  return (
    <EmptyModel>
      Every edit, import and undo of the architecture is listed here, with who made it.
    </EmptyModel>
  );
}

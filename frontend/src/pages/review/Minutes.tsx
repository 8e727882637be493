/** The minutes of a review that has ended, and its sign-off. */
import { Button, Skeleton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Review, ReviewMinutes } from "@/api/types";
import { ItemNotes } from "@/entities/reviews/ItemNotes";
import { personName } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { exactTime } from "@/ui/time";
import { Agenda } from "./Agenda";
import { Decisions } from "./Decisions";
import { MinutesLists } from "./MinutesLists";
import { minutesQuery } from "./queries";
import classes from "./review.module.css";
import { SignOff } from "./SignOff";

export function Minutes({ review }: { review: Review }) {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(minutesQuery(id, review.id));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} />;
  const files = `/api/models/${id}/reviews/${review.id}/minutes`;
  return (
    <div className={classes.stack}>
      <SignOff review={review} />
      <Section
        title="Minutes"
        description={headText(review)}
        actions={
          <div className={classes.downloads}>
            <Download href={`${files}/pdf/`}>PDF</Download>
            <Download href={`${files}/download/`}>Markdown</Download>
          </div>
        }
        flush
      >
        <Attended review={review} />
      </Section>
      <Decisions minutes={data} />
      <MinutesLists minutes={data} />
      <Agenda review={review} />
      <Notes minutes={data} />
    </div>
  );
}

function Download({ href, children }: { href: string; children: string }) {
  return (
    <Button
      component="a"
      href={href}
      download
      aria-label={`Download as ${children}`}
      variant="default"
      size="xs"
      leftSection={<IconDownload size={14} aria-hidden="true" />}
    >
      {children}
    </Button>
  );
}

function headText({ started_at: start, ended_at: end, scope, baseline }: Review): string {
  const what =
    scope === "changed" ? `Changes since ${baseline || "the sign-off"}` : "The whole model";
  const until = end ? ` to ${exactTime(new Date(end))}` : "";
  return `${what}, ${exactTime(new Date(start))}${until}`;
}

function Attended({ review }: { review: Review }) {
  return (
    <ul className={classes.plainList}>
      {review.attendances.map((one) => (
        <li key={one.person?.id ?? one.joined_at} className={classes.attended}>
          <span className={classes.name}>{personName(one.person)}</span>
          {one.presented && <span className={classes.quiet}>presented</span>}
          <span className={classes.times}>
            {exactTime(new Date(one.joined_at))}
            {one.left_at && ` to ${exactTime(new Date(one.left_at))}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Notes({ minutes }: { minutes: ReviewMinutes }) {
  const noted = minutes.session.items.filter(({ notes }) => notes.length > 0);
  if (noted.length === 0) return null;
  return (
    <Section title="Notes" flush>
      <ul className={classes.plainList}>
        {noted.map((item) => (
          <li key={item.place} className={classes.noted}>
            <span className={classes.name}>{item.title}</span>
            <ItemNotes review={minutes.session} item={item} open={false} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

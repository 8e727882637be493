/** The mitigations of the model by the day on which they are due. */
import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import { IconAlertCircle, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useState } from "react";
import type { MitigationCard } from "@/api/types";
import { statusLabel } from "@/model/labels/statusStyles";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { calendarDay } from "@/ui/time";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./calendar.module.css";
import { daysOf, firstColumn, isoDay, monthAfter, monthOf, monthTitle } from "./calendarMonth";
import { type CalendarQuery, calendarQuery } from "./queries";

// Of one day; the others show on request, so that a month stays in sight.
const SHOWN = 4;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

interface CalendarProps {
  query: Omit<CalendarQuery, "month">;
  onOpen: (number: number) => void;
}

export default function Calendar({ query, onOpen }: CalendarProps) {
  const { id } = useModel();
  const [address, setAddress] = useSearchParams();
  const today = isoDay(new Date());
  const month = monthOf(String(address.month ?? ""), today);
  const { data, error, refetch } = useQuery(calendarQuery(id, { ...query, month }));
  const show = (next: string): void =>
    setAddress((now) => ({ ...now, month: next === today.slice(0, 7) ? undefined : next }));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const cards = data?.cards ?? [];
  return (
    <section aria-labelledby="calendar-month" aria-busy={!data}>
      <div className={classes.head}>
        <h2 id="calendar-month" className={classes.month} aria-live="polite">
          {monthTitle(month)}
        </h2>
        <ActionIcon aria-label="Previous month" onClick={() => show(monthAfter(month, -1))}>
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon aria-label="Next month" onClick={() => show(monthAfter(month, 1))}>
          <IconChevronRight size={16} aria-hidden="true" />
        </ActionIcon>
        <Button variant="default" size="compact-sm" onClick={() => show(today.slice(0, 7))}>
          This month
        </Button>
        {data && <span className={classes.figures}>{figures(data)}</span>}
      </div>
      <div className={classes.weekdays} aria-hidden="true">
        {WEEKDAYS.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ol className={classes.days} style={{ "--first": firstColumn(month) } as CSSProperties}>
        {daysOf(month).map((day) => (
          <Day
            key={day}
            day={day}
            isToday={day === today}
            cards={cards.filter((card) => card.due === day)}
            onOpen={onOpen}
          />
        ))}
      </ol>
      {data && data.count === 0 && (
        <p className={classes.none}>Nothing is due in {monthTitle(month)}.</p>
      )}
    </section>
  );
}

function figures({ count, cards, undated }: { count: number; cards: unknown[]; undated: number }) {
  const due = `${count.toLocaleString("en-US")} due`;
  const shown = cards.length < count ? `${due}, the first ${cards.length} shown` : due;
  return undated ? `${shown}; ${undated.toLocaleString("en-US")} unfinished without a date` : shown;
}

interface DayProps {
  day: string;
  isToday: boolean;
  cards: readonly MitigationCard[];
  onOpen: (number: number) => void;
}

function Day({ day, isToday, cards, onOpen }: DayProps) {
  const [all, setAll] = useState(false);
  // One more takes no more room than the button would.
  const folds = !all && cards.length > SHOWN + 1;
  return (
    <li className={classes.day} data-today={isToday} data-empty={cards.length === 0}>
      <time className={classes.date} dateTime={day} title={calendarDay(day)}>
        <span className={classes.short}>{Number(day.slice(8))}</span>
        <span className={classes.long}>{calendarDay(day)}</span>
      </time>
      {(folds ? cards.slice(0, SHOWN) : cards).map((card) => (
        <UnstyledButton
          key={card.number}
          className={classes.entry}
          data-overdue={card.overdue}
          data-status={card.status}
          title={`${card.title}: ${statusLabel(card.status).toLowerCase()}`}
          onClick={() => onOpen(card.number)}
        >
          {card.overdue && <IconAlertCircle size={12} aria-label="Overdue" />}
          <span className={classes.words}>
            M{card.number} {card.title}
          </span>
        </UnstyledButton>
      ))}
      {folds && (
        <UnstyledButton
          className={classes.more}
          aria-label={`Show ${cards.length - SHOWN} more of ${calendarDay(day)}`}
          onClick={() => setAll(true)}
        >
          {cards.length - SHOWN} more
        </UnstyledButton>
      )}
    </li>
  );
}

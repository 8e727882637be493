/** The calendar of a date field; loaded when the first one is opened. */
import { Button } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import { useEffect, useRef } from "react";
import classes from "./DateField.module.css";
import { localDay } from "./time";

interface DateCalendarProps {
  /** "2026-11-24", or empty. */
  value: string;
  min: string | undefined;
  max: string | undefined;
  clearable: boolean;
  /** With "" where the field is emptied. */
  onChoose: (day: string) => void;
}

export default function DateCalendar(props: DateCalendarProps) {
  const { value, min, max, clearable, onChoose } = props;
  const root = useRef<HTMLDivElement>(null);
  const today = localDay(new Date());
  const shown = value || clamped(today, min, max);
  // The arrow keys walk the days from the one that is chosen.
  useEffect(() => root.current?.querySelector<HTMLElement>("[data-first-focus]")?.focus(), []);
  return (
    <div ref={root}>
      <DatePicker
        value={value || null}
        defaultDate={shown}
        {...(min && { minDate: min })}
        {...(max && { maxDate: max })}
        highlightToday
        hideOutsideDates
        weekendDays={[]}
        onChange={(day) => day && onChoose(day)}
        getDayProps={(day) => (day === shown ? { "data-first-focus": true } : {})}
        ariaLabels={{ previousMonth: "Previous month", nextMonth: "Next month" }}
      />
      {clearable && (
        <Button
          className={classes.clear}
          variant="subtle"
          size="compact-sm"
          onClick={() => onChoose("")}
        >
          Clear date
        </Button>
      )}
    </div>
  );
}

function clamped(day: string, min: string | undefined, max: string | undefined): string {
  if (min && day < min) return min;
  return max && day > max ? max : day;
}

/**
 * A field for a calendar day: written by hand, or picked from a calendar.
 *
 * It shows days as the rest of the page does, whatever the language of the browser, and reads them in several forms.
 */
import { ActionIcon, Popover, TextInput, type TextInputProps } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { lazyWithRetry } from "./codeLoading";
import classes from "./DateField.module.css";
import { calendarDay, parseDay } from "./time";
import { useIsTopDialog } from "./useIsTopDialog";

const DateCalendar = lazyWithRetry(() => import("./DateCalendar"));

interface DateFieldProps extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  /** "2026-11-24", or empty. */
  value: string;
  /** Called with a day once it is written in full or picked, and with "" once the field is empty. */
  onChange: (day: string) => void;
  /** The first and the last day that may be chosen. */
  min?: string | undefined;
  max?: string | undefined;
  /** Whether the calendar has a button that empties the field. */
  clearable?: boolean;
  /** Call `onChange` only when the field is left, by Enter and by a pick: for what is saved at once. */
  settles?: boolean;
}

export function DateField(props: DateFieldProps) {
  const { value, onChange, min, max, clearable, settles, error, onBlur, onKeyDown, ...rest } =
    props;
  const { text, setText, fault } = useDayText(value, min, max);
  const [left, setLeft] = useState(true);
  const input = useRef<HTMLInputElement>(null);
  // A form is not sent with a day other than the one that is written.
  useEffect(() => input.current?.setCustomValidity(fault ?? ""), [fault]);
  const report = (written: string): void => {
    const day = written.trim() === "" ? "" : parseDay(written);
    if (day !== null && day !== value && isWithin(day, min, max)) onChange(day);
  };
  const write = (written: string): void => {
    setText(written);
    setLeft(false);
    if (!settles) report(written);
  };
  const leave = (): void => {
    setLeft(true);
    if (settles) report(text);
    const day = parseDay(text);
    if (day) setText(calendarDay(day));
  };
  const choose = (day: string): void => {
    setText(day && calendarDay(day));
    setLeft(true);
    if (day !== value) onChange(day);
  };
  const calendar = useCalendar(input);
  const name = rest["aria-label"] ?? (typeof rest.label === "string" ? rest.label : "date");
  return (
    <TextInput
      autoComplete="off"
      spellCheck={false}
      {...rest}
      placeholder={rest.placeholder ?? "Choose a date"}
      ref={input}
      value={text}
      error={(left && fault) || error}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={(event) => {
        leave();
        onBlur?.(event);
      }}
      onInvalid={(event) => {
        event.preventDefault();
        setLeft(true);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") leave();
        if (!event.altKey || event.key !== "ArrowDown") {
          onKeyDown?.(event);
          return;
        }
        event.preventDefault();
        calendar.open(event.currentTarget);
      }}
      rightSectionWidth={34}
      rightSection={
        <CalendarButton
          {...{ calendar, name, value, min, max, choose }}
          clearable={Boolean(clearable && text)}
          disabled={rest.disabled ?? false}
        />
      }
    />
  );
}

/** What is written in the field, and what is wrong with it. */
function useDayText(value: string, min: string | undefined, max: string | undefined) {
  const [kept, setKept] = useState(value);
  const [text, setText] = useState(value && calendarDay(value));
  if (kept !== value) {
    setKept(value);
    // What is being written stays as it is.
    if ((text.trim() === "" ? "" : parseDay(text)) !== value) setText(value && calendarDay(value));
  }
  return { text, setText, fault: faultOf(text, min, max) };
}

function faultOf(text: string, min: string | undefined, max: string | undefined): string | null {
  if (text.trim() === "") return null;
  const day = parseDay(text);
  if (!day) return "Enter a date such as Nov 24, 2026.";
  if (min && day < min) return `Choose ${calendarDay(min)} or later.`;
  return max && day > max ? `Choose ${calendarDay(max)} or earlier.` : null;
}

function isWithin(day: string, min: string | undefined, max: string | undefined): boolean {
  return day === "" || ((!min || day >= min) && (!max || day <= max));
}

type Calendar = ReturnType<typeof useCalendar>;

function useCalendar(input: { current: HTMLInputElement | null }) {
  const [opened, setOpened] = useState(false);
  // What had the focus has it again once the calendar is closed.
  const opener = useRef<HTMLElement | null>(null);
  // While it is open, Escape closes it and not the dialog around the field.
  useIsTopDialog(opened);
  return {
    opened,
    setOpened,
    open: (from: HTMLElement): void => {
      opener.current = from;
      setOpened(true);
    },
    close: (): void => {
      setOpened(false);
      (opener.current ?? input.current)?.focus();
    },
  };
}

interface CalendarButtonProps {
  calendar: Calendar;
  name: string;
  value: string;
  min: string | undefined;
  max: string | undefined;
  clearable: boolean;
  disabled: boolean;
  choose: (day: string) => void;
}

function CalendarButton(props: CalendarButtonProps) {
  const { calendar, name, value, min, max, clearable, disabled, choose } = props;
  return (
    <Popover
      opened={calendar.opened}
      onChange={calendar.setOpened}
      position="bottom-end"
      trapFocus
      withRoles={false}
      shadow="md"
    >
      <Popover.Target>
        <ActionIcon
          className={classes.open}
          variant="subtle"
          color="gray"
          size="sm"
          disabled={disabled}
          aria-label={`Choose ${name}`}
          aria-haspopup="dialog"
          aria-expanded={calendar.opened}
          onClick={(event) =>
            calendar.opened ? calendar.close() : calendar.open(event.currentTarget)
          }
        >
          <IconCalendar size={16} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        role="dialog"
        data-date-calendar
        aria-label={`Calendar: ${name}`}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          calendar.close();
        }}
      >
        <Suspense fallback={<Pending />}>
          <DateCalendar
            {...{ value, min, max, clearable }}
            onChoose={(day) => {
              choose(day);
              calendar.close();
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Keeps the focus until the calendar takes it. */
function Pending() {
  return (
    <div
      className={classes.pending}
      role="status"
      aria-label="Loading"
      tabIndex={-1}
      data-autofocus
    />
  );
}

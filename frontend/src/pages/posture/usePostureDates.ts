/** The days that a posture page shows and compares, kept in the address. */
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import type { Span } from "./queries";

export const RANGES = [
  { value: "30", label: "30 days" },
  { value: "91", label: "13 weeks" },
  { value: "365", label: "1 year" },
] as const;

const DEFAULT = "91";
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** How long before the first compared date its snapshot may have been taken. */
const EARLIER_DAYS = 31;
/** As many days as are read at once: three years, as long as snapshots are kept. */
const READ_MOST_DAYS = 1_100;

export interface Dates {
  range: string;
  setRange: (range: string) => void;
  /** The days of the charts. */
  shown: Span;
  /** With the compared ones: what is read. */
  read: Span;
  from: string;
  to: string;
  today: string;
  setFrom: (day: string) => void;
  setTo: (day: string) => void;
}

export function usePostureDates(): Dates {
  const [search, setSearch] = useSearchParams();
  const today = new Date().toISOString().slice(0, 10);
  const asked = firstOf(search as never, "range");
  const range = RANGES.some(({ value }) => value === asked) ? asked : DEFAULT;
  const shown = { since: daysBefore(today, Number(range) - 1), until: today };
  const from = dayOf(firstOf(search as never, "from")) ?? shown.since;
  const to = dayOf(firstOf(search as never, "to")) ?? today;
  const days = (Date.parse(today) - Date.parse(from)) / DAY_MS + EARLIER_DAYS;
  const since = daysBefore(today, Math.min(days, READ_MOST_DAYS - 1));
  const read = from < shown.since ? { ...shown, since } : shown;
  const set = (name: string) => (value: string) =>
    setSearch((now) => ({ ...now, [name]: value || undefined }), { replace: true });
  return {
    range,
    setRange: (value) => set("range")(value === DEFAULT ? "" : value),
    shown,
    read,
    from,
    to,
    today,
    setFrom: set("from"),
    setTo: set("to"),
  };
}

function dayOf(text: string): string | null {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function daysBefore(day: string, number: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - number * DAY_MS).toISOString().slice(0, 10);
}

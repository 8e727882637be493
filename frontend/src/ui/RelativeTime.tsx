/** A point in time in words, with the exact time on hover; it keeps itself current. */
import { useEffect, useState } from "react";
import { exactTime, relativeTime } from "./time";

const TICK_MS = 30_000;

export function RelativeTime({
  at,
  empty = "never",
}: {
  at: string | null | undefined;
  empty?: string;
}) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span>{empty}</span>;
  const date = new Date(at);
  // A time ahead of the last tick is not the future, only newer than the tick.
  const reference = date > now && date.getTime() - now.getTime() < TICK_MS ? date : now;
  return (
    <time dateTime={at} title={exactTime(date)} style={{ whiteSpace: "nowrap" }}>
      {relativeTime(date, reference)}
    </time>
  );
}

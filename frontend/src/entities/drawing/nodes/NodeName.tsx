/** A name that is cut in its middle where there is no room for all: names that begin alike differ at their end. */
import classes from "./nodeName.module.css";

interface NodeNameProps {
  name: string;
  className: string | undefined;
}

/** Names so short are cut at their end, as any text is. */
const SHORT = 10;
/** What stays of the end: a third, so that the beginning of "db-password" can be read as well. */
const LONGEST_END = 7;

export function NodeName({ name, className }: NodeNameProps) {
  if (name.length <= SHORT) return <span className={className}>{name}</span>;
  const end = Math.min(LONGEST_END, Math.ceil(name.length / 3));
  return (
    <span className={`${className} ${classes.parted}`}>
      <span>{name.slice(0, -end)}</span>
      <span>{name.slice(-end)}</span>
    </span>
  );
}

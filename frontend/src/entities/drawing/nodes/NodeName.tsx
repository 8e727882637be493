/** A name that is cut in its middle where there is no room for all: names that begin alike differ at their end. */
import classes from "./nodeName.module.css";

interface NodeNameProps {
  name: string;
  className: string | undefined;
}

/** What stays of the end, and names so short that they are cut at their end as any text is. */
const END = 7;
const SHORT = 10;

export function NodeName({ name, className }: NodeNameProps) {
  if (name.length <= SHORT) return <span className={className}>{name}</span>;
  return (
    <span className={`${className} ${classes.parted}`}>
      <span>{name.slice(0, -END)}</span>
      <span>{name.slice(-END)}</span>
    </span>
  );
}

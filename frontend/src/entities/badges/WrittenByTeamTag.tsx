/** Marks what the team wrote itself, beside what ships with Bulkhead. */
import classes from "./WrittenByTeamTag.module.css";

/** The choices of a filter by who wrote it. */
export const ORIGINS = [
  { value: "built-in", label: "Library" },
  { value: "team", label: "This team" },
] as const;

export function WrittenByTeamTag() {
  return <span className={classes.tag}>Team</span>;
}

export function OffTag() {
  return (
    <span className={classes.tag} data-tone="off">
      Off
    </span>
  );
}

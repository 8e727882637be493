/** The status of a threat, a mitigation, an acceptance or a job: a word with a mark whose fill shows how far along it is. */
import { STATUS_STYLES, type Status } from "@/model/labels/statusStyles";
import type { StatusFill, StatusStyle } from "@/model/labels/threatStatuses";
import classes from "./StatusBadge.module.css";

const PATHS: Readonly<Record<StatusFill, string>> = {
  empty: "",
  dashed: "",
  half: "M7 3.2a3.8 3.8 0 0 1 0 7.6z",
  full: "M7 3.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z",
  tick: "M4.4 7.2 6.2 9l3.4-3.8",
  cross: "M5 5l4 4M9 5l-4 4",
};

export function StatusBadge({ status }: { status: Status }) {
  return <StyledStatus {...STATUS_STYLES[status]} />;
}

/** A status of elsewhere, drawn alike. */
export function StyledStatus({ label, tone, fill }: StatusStyle) {
  const line = fill === "tick" || fill === "cross";
  return (
    <span className={classes.badge} data-tone={tone}>
      <svg className={classes.mark} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle
          cx="7"
          cy="7"
          r="5.6"
          fill="none"
          strokeDasharray={fill === "dashed" ? "2.2 1.8" : undefined}
        />
        {PATHS[fill] && (
          <path
            d={PATHS[fill]}
            fill={line ? "none" : "currentColor"}
            stroke={line ? "currentColor" : "none"}
          />
        )}
      </svg>
      {label}
    </span>
  );
}

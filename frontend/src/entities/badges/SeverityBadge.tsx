/** A severity as shape, color and word: never color alone. */
import type { Severity } from "@/api/types";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import classes from "./SeverityBadge.module.css";

const SHAPES: Readonly<Record<Severity, string>> = {
  // Octagon, triangle, diamond, circle, ring: told apart without color.
  critical: "M4 1h4l3 3v4l-3 3H4L1 8V4z",
  high: "M6 1.2 11.3 10.8H.7z",
  medium: "M6 .8 11.2 6 6 11.2.8 6z",
  low: "M6 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4z",
  info: "M6 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zm0 1.8a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
};

interface SeverityIconProps {
  severity: Severity;
  size?: number;
  /** The outline alone: of what is possible and not found. */
  hollow?: boolean;
}

export function SeverityIcon({ severity, size = 12, hollow = false }: SeverityIconProps) {
  return (
    <svg
      className={classes.icon}
      data-severity={severity}
      data-hollow={hollow || undefined}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      <path d={SHAPES[severity]} fillRule="evenodd" />
    </svg>
  );
}

interface SeverityBadgeProps {
  severity: Severity;
  /** `plain` has no background, for dense tables. */
  variant?: "soft" | "plain";
  /** A number shown after the word, such as a count or a score. */
  value?: number;
  hollow?: boolean;
}

export function SeverityBadge(props: SeverityBadgeProps) {
  const { severity, variant = "soft", value, hollow = false } = props;
  return (
    <span className={classes.badge} data-severity={severity} data-variant={variant}>
      <SeverityIcon severity={severity} size={10} hollow={hollow} />
      {SEVERITY_LABELS[severity]}
      {value !== undefined && <span className={classes.value}>{value}</span>}
    </span>
  );
}

/** The arrowheads flows end in, one for each color, defined once for the whole page. */
import classes from "./edge.module.css";

const TONES = ["none", "accent", "critical", "high", "medium", "low", "info"] as const;

export function Arrowheads() {
  return (
    <svg className={classes.definitions} aria-hidden="true">
      <defs>
        {TONES.map((tone) => (
          <marker
            key={tone}
            id={`bh-arrow-${tone}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path className={classes.arrow} data-tone={tone} d="M0 0.6 L10 5 L0 9.4 z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}

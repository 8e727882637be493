/** The title of the row that groups the hardening gaps of one component. */
import { Link, useParams } from "@tanstack/react-router";
import { type Gaps, gapsOf, gapsText } from "./hardeningGaps";
import classes from "./threats.module.css";

/** Leads to the gaps one by one; the other filters stay. */
export function HardeningGapTitle({ gaps }: { gaps: Gaps }) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <>
      <Link
        className={classes.title}
        to="/m/$model/threats"
        params={{ model }}
        search={((current: object) => gapsOf(current, gaps)) as never}
        tabIndex={-1}
      >
        {gaps.subject.name}: {gaps.count} hardening gaps
      </Link>
      <span className={classes.gaps}>{gapsText(gaps.rules)}</span>
    </>
  );
}

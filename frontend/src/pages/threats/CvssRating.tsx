/** The CVSS score that gives the impact of a threat: its vector in words, or that there is none yet. */
import type { ThreatRisk } from "@/api/types";
import classes from "./risk.module.css";

export function CvssRating({ rating }: { rating: ThreatRisk["cvss"] }) {
  if (!rating) {
    return (
      <p className={classes.note}>
        No CVSS score is known: no scan reports one for this threat, and no vector was entered.
      </p>
    );
  }
  const { score, word, version, vector, finding, metrics } = rating;
  return (
    <>
      <p className={classes.note}>
        CVSS {version}: <strong>{score.toFixed(1)}</strong> ({word}),{" "}
        {finding ? `of ${finding} as a scan reports it.` : "of a vector that was entered."} CVSS
        rates severity, so it gives the impact; the likelihood follows from facts.
      </p>
      {vector && <code className={classes.vector}>{vector}</code>}
      {metrics.length > 0 && (
        <dl className={classes.metrics}>
          {metrics.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

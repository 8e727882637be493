/** The factors of the OWASP Risk Rating of a threat: values, who gives them, and what is unknown. */
import { useQuery } from "@tanstack/react-query";
import type { OwaspFactor, ThreatRisk } from "@/api/types";
import { riskMethodQuery } from "@/entities/risk/queries";
import { GROUP_LABELS, meanText, SOURCE_LABELS } from "@/model/labels/risk";
import { useModel } from "@/session/useModel";
import classes from "./risk.module.css";
import table from "./threat.module.css";

type Rating = NonNullable<ThreatRisk["owasp"]>;

export function OwaspRating({ rating }: { rating: Rating }) {
  const { id } = useModel();
  const known = useQuery(riskMethodQuery(id)).data?.factors ?? [];
  const byId = new Map(known.map((factor) => [factor.id, factor]));
  const open = rating.factors.filter(({ value }) => value === null).length;
  return (
    <>
      <p className={classes.note}>
        Likelihood {meanText(rating.likelihood)}, technical impact{" "}
        {meanText(rating.technical_impact)}, business impact {meanText(rating.business_impact)}.{" "}
        {open > 0 && `${open} of ${rating.factors.length} factors are unknown. `}
        The business impact counts once all its factors are known, else the technical one.
      </p>
      <details className={classes.details}>
        <summary>Show the {rating.factors.length} factors</summary>
        <div className={table.tableFrame}>
          <table className={table.evidence} aria-label="Factors of the OWASP Risk Rating">
            <thead>
              <tr>
                <th scope="col">Factor</th>
                <th scope="col">Value</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {rating.factors.map((one) => (
                <FactorRow key={one.id} factor={one} known={byId.get(one.id)} />
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

interface FactorRowProps {
  factor: Rating["factors"][number];
  known: OwaspFactor | undefined;
}

function FactorRow({ factor: { id, value, source, because }, known }: FactorRowProps) {
  const answer = known?.options.find((one) => one.value === value)?.label;
  return (
    <tr>
      <th scope="row">
        {known?.label ?? id}
        {known && <span className={table.meaning}>{GROUP_LABELS[known.group]}</span>}
      </th>
      <td>{value === null ? "Unknown" : [value, answer].filter(Boolean).join(" ")}</td>
      <td>
        {source === "unknown" ? "" : SOURCE_LABELS[source]}
        {because && <span className={table.of}>{because}</span>}
      </td>
    </tr>
  );
}

/** The facts that caused a threat, or that are known of a possible one, one line each. */
import { useQuery } from "@tanstack/react-query";
import type { Evidence } from "@/api/types";
import { knownFactsQuery } from "@/entities/threats/queries";
import { sentenceCase } from "@/model/labels/categories";
import { formatValue, provenance, shortPlace } from "@/model/labels/facts";
import { useModel } from "@/session/useModel";
import classes from "./analysis.module.css";

export function EvidenceBrief({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <dl className={classes.evidence}>
      {evidence.map((one) => (
        <div key={`${one.element} ${one.fact}`} className={classes.fact}>
          <dt>{one.label || sentenceCase(one.fact)}</dt>
          <dd className={classes.value} title={formatValue(one.value)}>
            {formatValue(one.value)}
          </dd>
          <dd>
            <code title={one.why || provenance(one)}>{placeOf(one)}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function KnownFactsBrief({ number }: { number: number }) {
  const { id } = useModel();
  const { data } = useQuery(knownFactsQuery(id, number));
  return data ? <EvidenceBrief evidence={data.facts} /> : null;
}

function placeOf(evidence: Evidence): string {
  if (evidence.origin === "default" || !evidence.file) return provenance(evidence);
  return shortPlace(evidence.line ? `${evidence.file}:${evidence.line}` : evidence.file);
}

/** The facts that caused a threat or allow an attack step, one line each. */
import type { Evidence } from "@/api/types";
import { sentenceCase } from "@/model/labels/categories";
import { factText, provenance, shortPlace } from "@/model/labels/facts";
import classes from "./EvidenceBrief.module.css";

export function EvidenceBrief({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <dl className={classes.evidence}>
      {evidence.map((one) => (
        <div key={`${one.element} ${one.fact}`} className={classes.fact}>
          <dt>{one.label || sentenceCase(one.fact)}</dt>
          <dd className={classes.value} title={factText(one.fact, one.value)}>
            {factText(one.fact, one.value)}
          </dd>
          <dd>
            <Place evidence={one} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Place({ evidence }: { evidence: Evidence }) {
  const title = evidence.why || provenance(evidence);
  if (evidence.origin === "person") return <span title={title}>{provenance(evidence)}</span>;
  return <code title={title}>{placeOf(evidence)}</code>;
}

function placeOf(evidence: Evidence): string {
  if (evidence.origin === "default" || !evidence.file) return provenance(evidence);
  return shortPlace(evidence.line ? `${evidence.file}:${evidence.line}` : evidence.file);
}

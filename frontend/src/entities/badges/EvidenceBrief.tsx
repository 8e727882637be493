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
            <code title={one.why || provenance(one)}>{placeOf(one)}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function placeOf(evidence: Evidence): string {
  if (evidence.origin === "default" || !evidence.file) return provenance(evidence);
  return shortPlace(evidence.line ? `${evidence.file}:${evidence.line}` : evidence.file);
}

/** Why the threat is there: in words, and the facts that caused it with their file and line. */
import type { Evidence, ThreatDetail } from "../api/types";
import { sentenceCase } from "../model/categories";
import { formatValue, provenance, valueItems } from "../model/facts";
import { ArticleSection, Prose } from "../ui/Article";
import classes from "./threat.module.css";

export function ThreatEvidence({ threat }: { threat: ThreatDetail }) {
  return (
    <ArticleSection title="Why it is here">
      <Prose>{threat.why}</Prose>
      {threat.evidence.length > 0 && (
        <div className={classes.tableFrame}>
          <table className={classes.evidence}>
            <thead>
              <tr>
                <th scope="col">Fact</th>
                <th scope="col">Value</th>
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              {threat.evidence.map((one) => (
                <EvidenceRow
                  key={`${one.element} ${one.fact} ${one.file}:${one.line}`}
                  evidence={one}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ArticleSection>
  );
}

function EvidenceRow({ evidence }: { evidence: Evidence }) {
  const items = valueItems(evidence.value);
  return (
    <tr>
      <th scope="row">
        {evidence.label || sentenceCase(evidence.fact)}
        <span className={classes.of} title={evidence.element}>
          {evidence.element_name || evidence.element}
        </span>
      </th>
      <td>
        {items ? (
          <ul className={classes.values}>
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : (
          formatValue(evidence.value)
        )}
      </td>
      <td>
        <code className={classes.source} title={evidence.why || undefined}>
          {provenance(evidence) || "unknown"}
        </code>
      </td>
    </tr>
  );
}

/** Why the threat is there: in words, and the facts that caused it with their file and line. */
import { Link } from "@tanstack/react-router";
import type { Evidence, ThreatDetail } from "@/api/types";
import { sentenceCase } from "@/model/labels/categories";
import { textsIn } from "@/model/labels/dataSets";
import { formatValue, provenance, valueItems } from "@/model/labels/facts";
import { linkToDataSet } from "@/model/labels/subjectLinks";
import { SHOWN_BY_TABLE } from "@/model/labels/vulnerabilities";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";
import classes from "./threat.module.css";
import { VulnerabilityTable } from "./VulnerabilityTable";

export function ThreatEvidence({ threat }: { threat: ThreatDetail }) {
  const found = threat.evidence.some((one) => one.fact === "vulnerabilities");
  const others = threat.evidence.filter((one) => !(found && SHOWN_BY_TABLE.has(one.fact)));
  if (threat.manual) {
    return (
      <ArticleSection title="Description">
        <Prose>{threat.why || "No description."}</Prose>
      </ArticleSection>
    );
  }
  return (
    <ArticleSection
      title={threat.certainty === "possible" ? "Why it matters" : "Why this was flagged"}
    >
      <Prose>{threat.why}</Prose>
      <VulnerabilityTable evidence={threat.evidence} />
      {others.length > 0 && (
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
              {others.map((one) => (
                <EvidenceRow
                  key={`${one.element} ${one.fact} ${one.file}:${one.line}`}
                  evidence={one}
                  all={threat.evidence}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ArticleSection>
  );
}

interface EvidenceRowProps {
  evidence: Evidence;
  /** Everything that is shown, for the names in it. */
  all: readonly Evidence[];
}

function EvidenceRow({ evidence, all }: EvidenceRowProps) {
  return (
    <tr>
      <th scope="row">
        {evidence.label || sentenceCase(evidence.fact)}
        <span className={classes.of} title={evidence.element}>
          <Holder evidence={evidence} />
        </span>
      </th>
      <td>
        <Value evidence={evidence} all={all} />
      </td>
      <td>
        <code className={classes.source} title={evidence.why || undefined}>
          {provenance(evidence) || "unknown"}
        </code>
      </td>
    </tr>
  );
}

function Holder({ evidence }: { evidence: Evidence }) {
  const { element, element_kind: kind, element_name: name } = evidence;
  if (kind === "data-set") return <DataSetLink uid={element} name={name} />;
  return name || element;
}

function Value({ evidence, all }: EvidenceRowProps) {
  const named = evidence.fact === "data_sets" ? textsIn(evidence.value) : [];
  if (named.length > 0) {
    return (
      <ul className={classes.values}>
        {named.map((uid) => (
          <li key={uid}>
            <DataSetLink uid={uid} name={all.find((one) => one.element === uid)?.element_name} />
          </li>
        ))}
      </ul>
    );
  }
  const items = valueItems(evidence.value);
  if (!items) return formatValue(evidence.value);
  return (
    <ul className={classes.values}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

function DataSetLink({ uid, name }: { uid: string; name: string | undefined }) {
  const { id } = useModel();
  return (
    <Link className={classes.link} {...linkToDataSet(id, uid)}>
      {name || uid}
    </Link>
  );
}

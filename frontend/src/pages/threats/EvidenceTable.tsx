/** Facts with their values and where each was read. */
import { Link } from "@tanstack/react-router";
import type { Evidence } from "@/api/types";
import { sentenceCase } from "@/model/labels/categories";
import { textsIn } from "@/model/labels/dataSets";
import { factText, provenance, valueItems } from "@/model/labels/facts";
import { linkToDataSet } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import classes from "./threat.module.css";

interface EvidenceTableProps {
  facts: readonly Evidence[];
  /** Everything that is shown, for the names in it. */
  all: readonly Evidence[];
}

export function EvidenceTable({ facts, all }: EvidenceTableProps) {
  return (
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
          {facts.map((one) => (
            <EvidenceRow
              key={`${one.element} ${one.fact} ${one.file}:${one.line}`}
              evidence={one}
              all={all}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface EvidenceRowProps {
  evidence: Evidence;
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
        <Stated evidence={evidence} />
      </td>
    </tr>
  );
}

function Stated({ evidence }: { evidence: Evidence }) {
  const Tag = evidence.origin === "person" ? "span" : "code";
  return (
    <Tag className={classes.source} title={evidence.why || undefined}>
      {provenance(evidence) || "unknown"}
    </Tag>
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
  if (!items) return factText(evidence.fact, evidence.value);
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

/** What an import would do: threats that come and go, parts that are added, changed and gone. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogueQuery } from "@/api/queries";
import type { ImportPreview, ImportResult, PartChange, Severity, ThreatChange } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { kindInfo, kindsFrom } from "@/model/graph/elementKinds";
import { sentenceCase } from "@/model/labels/categories";
import { changesText } from "./importJob";
import { PreviewGroup } from "./PreviewGroup";
import classes from "./previews.module.css";

interface PreviewListsProps {
  result: ImportResult;
  preview: ImportPreview;
}

export function PreviewLists({ result, preview }: PreviewListsProps) {
  const threats = preview.new_threat_count + preview.gone_threat_count;
  return (
    <section className={classes.preview} aria-label="What would change" tabIndex={-1}>
      <p className={classes.summary} role="status">
        {changesText(result)}.{" "}
        {threats === 0 ? "The threats stay as they are." : "The threats change with it."}
        {!preview.scenarios_compared &&
          " Attack scenarios are not compared: attack paths are still being computed."}
      </p>
      <PreviewGroup
        title="Threats that go"
        count={preview.gone_threat_count}
        shown={preview.gone_threats.length}
        open
      >
        {preview.gone_threats.map((threat) => (
          <ThreatRow key={threat.number} threat={threat} />
        ))}
      </PreviewGroup>
      <PreviewGroup
        title="New threats"
        count={preview.new_threat_count}
        shown={preview.new_threats.length}
        open
      >
        {preview.new_threats.map((threat, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: new threats have no number, and the list never changes
          <ThreatRow key={index} threat={threat} />
        ))}
      </PreviewGroup>
      <Parts title="Changed" count={result.changed ?? 0} parts={preview.changed} open />
      <Parts title="Removed" count={result.gone ?? 0} parts={preview.gone} open />
      <Parts title="Added" count={result.added ?? 0} parts={preview.added} />
    </section>
  );
}

function ThreatRow({ threat }: { threat: ThreatChange }) {
  return (
    <li className={`${classes.row} ${classes.threat}`}>
      <SeverityBadge severity={threat.severity as Severity} />
      <span>
        {threat.number !== null && <span className={classes.number}>T{threat.number} </span>}
        {threat.title}
      </span>
    </li>
  );
}

interface PartsProps {
  title: string;
  count: number;
  parts: readonly PartChange[];
  open?: boolean;
}

function Parts({ title, count, parts, open }: PartsProps) {
  const catalogue = useQuery(catalogueQuery()).data;
  const kinds = useMemo(() => kindsFrom(catalogue?.kinds ?? []), [catalogue]);
  return (
    <PreviewGroup title={title} count={count} shown={parts.length} open={open}>
      {parts.map((part) => (
        <li key={part.uid} className={classes.row}>
          <div className={classes.part}>
            {part.name}
            <span className={classes.kind}>
              {part.kind === "flow" ? "Flow" : kindInfo(kinds, part.kind).label}
            </span>
          </div>
          {part.facts.length > 0 && <Facts part={part} />}
        </li>
      ))}
    </PreviewGroup>
  );
}

function Facts({ part }: { part: PartChange }) {
  return (
    <dl className={classes.facts}>
      {part.facts.map(({ fact, before, after }) => (
        <div key={fact} style={{ display: "contents" }}>
          <dt>{sentenceCase(fact)}</dt>
          <dd>
            {before && <del className={classes.before}>{before}</del>} {after || "not known"}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The threats of a cell, worst first, as links. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CoverageCell } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { threatQuery } from "@/entities/threats/queries";
import { severityRank } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import classes from "./cellLinks.module.css";

type CellThreat = CoverageCell["threats"][number];

const SHOWN = 6;

export function CellThreats({ threats }: { threats: readonly CellThreat[] }) {
  const { id } = useModel();
  const worstFirst = [...threats].sort(
    (a, b) => severityRank(a.severity) - severityRank(b.severity) || a.number - b.number,
  );
  return (
    <ul className={classes.links}>
      {worstFirst.slice(0, SHOWN).map((threat) => (
        <li key={threat.number}>
          <ThreatLink model={id} threat={threat} />
        </li>
      ))}
      {threats.length > SHOWN && (
        <li className={classes.more}>and {threats.length - SHOWN} more</li>
      )}
    </ul>
  );
}

function ThreatLink({ model, threat }: { model: string; threat: CellThreat }) {
  const title = useQuery(threatQuery(model, threat.number)).data?.title;
  return (
    <Link
      className={classes.threat}
      to="/m/$model/threats/$number"
      params={{ model, number: String(threat.number) }}
    >
      <span className={classes.threatHead}>
        <span className={classes.number}>T{threat.number}</span>
        <SeverityBadge severity={threat.severity} variant="plain" />
      </span>
      {title && <span className={classes.threatTitle}>{title}</span>}
    </Link>
  );
}

/** The risk of a threat before and after mitigations, and what likelihood and impact follow from. */
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ThreatRisk as Risk, ThreatDetail } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { RiskStages } from "@/entities/risk/RiskStages";
import risk from "@/entities/risk/risk.module.css";
import { factorsOf, METHOD_LABELS, shareText } from "@/model/labels/risk";
import { factorWords } from "@/model/labels/scoreFactors";
import { isOpen } from "@/model/labels/threatStatuses";
import { ArticleSection } from "@/ui/Article";
import { CvssRating } from "./CvssRating";
import { OwaspRating } from "./OwaspRating";
import { RateRisk } from "./RateRisk";
import classes from "./risk.module.css";
import table from "./threat.module.css";

export function ThreatRisk({ threat }: { threat: ThreatDetail }) {
  const { current } = threat.risk;
  const waits = current.above_appetite && isOpen(threat.status);
  return (
    <ArticleSection title="Risk" action={<RateRisk threat={threat} />}>
      {threat.certainty === "possible" && (
        <p className={classes.note}>If the threat applies. Possible threats count in no figure.</p>
      )}
      <RiskStages risk={threat.risk} pairs />
      {waits && threat.certainty === "found" && (
        <p className={risk.above}>
          <IconAlertTriangle size={15} aria-hidden="true" />
          Above the appetite of the team: treat it, or ask an approver to accept it.
        </p>
      )}
      <Sides threat={threat} />
      {threat.risk.owasp && <OwaspRating rating={threat.risk.owasp} />}
      {threat.risk.method === "cvss" && <CvssRating rating={threat.risk.cvss} />}
      <Reductions risk={threat.risk} />
    </ArticleSection>
  );
}

function Sides({ threat }: { threat: ThreatDetail }) {
  const { inherent } = threat.risk;
  const sides = [
    { side: "likelihood", title: "Likelihood", name: inherent.likelihood_name },
    { side: "impact", title: "Impact", name: inherent.impact_name },
  ] as const;
  return (
    <div className={table.tableFrame}>
      <table className={table.evidence} aria-label="Likelihood and impact">
        <tbody>
          {sides.map(({ side, title, name }) => (
            <tr key={side}>
              <th scope="row">
                {title}
                <span className={table.meaning}>
                  {inherent[side]} {name}
                </span>
              </th>
              <td>
                <SideReason threat={threat} side={side} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.legend}>
        Facts add or remove points: four points change a level, between 1 and 5.
      </p>
    </div>
  );
}

interface SideProps {
  threat: ThreatDetail;
  side: "likelihood" | "impact";
}

/** Which method gave the side, and of facts the factors that moved it. */
function SideReason({ threat: { risk: rated, factors, severity, hardening_of }, side }: SideProps) {
  const by = side === "likelihood" ? rated.likelihood_by : rated.impact_by;
  if (by !== "facts") return METHOD_LABELS[by];
  const use = hardening_of
    ? "Starts as a hardening gap, which needs another weakness first"
    : "Starts as a weakness that can be used by itself";
  const start = side === "likelihood" ? use : `Starts from the severity, ${severity}`;
  const moved = factorsOf(side, factors).map(factorWords);
  const missing = rated.method === "owasp" || (rated.method === "cvss" && side === "impact");
  return (
    <>
      {missing && (
        <p className={classes.missing}>
          {METHOD_LABELS[rated.method]} cannot rate it yet; facts count until then.
        </p>
      )}
      <ul className={classes.factors}>
        <li>{start}</li>
        {moved.map(({ label, fact, points }) => (
          <li key={label}>
            {label}
            {fact && `: ${fact}`} <span className={classes.points}>{points}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Reductions({ risk: { reductions } }: { risk: Risk }) {
  if (reductions.length === 0) return null;
  return (
    <div className={table.tableFrame}>
      <table className={table.evidence} aria-label="What mitigations remove">
        <thead>
          <tr>
            <th scope="col">Mitigation</th>
            <th scope="col">Removes</th>
            <th scope="col">Counts in</th>
          </tr>
        </thead>
        <tbody>
          {reductions.map((one) => (
            <tr key={one.mitigation}>
              <th scope="row">
                M{one.mitigation} {one.title} <StatusBadge status={one.status} />
              </th>
              <td>{shareText(one)}</td>
              <td>{COUNTS[one.counts]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const COUNTS: Readonly<Record<Risk["reductions"][number]["counts"], string>> = {
  "": "Nothing: rejected",
  current: "Current and target risk",
  target: "Target risk, until it is implemented",
};

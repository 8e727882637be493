/** The threats of an acceptance, and what of their facts was otherwise when they were accepted. */
import { Link } from "@tanstack/react-router";
import type { AcceptanceDetail, AcceptedThreat } from "@/api/types";
import { SeverityBadge, SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { threatCount } from "@/model/labels/acceptances";
import { formatValue } from "@/model/labels/facts";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./acceptances.module.css";

export function AcceptedThreats({ acceptance }: { acceptance: AcceptanceDetail }) {
  const { threats, threat_count: count, model } = acceptance;
  return (
    <section>
      <h3 className={classes.heading}>Covers {threatCount(count)}</h3>
      <ul className={classes.threats}>
        {threats.map((threat) => (
          <li key={threat.number}>
            <ThreatLine threat={threat} model={model.id} />
            <Change threat={threat} />
            <Facts threat={threat} />
          </li>
        ))}
      </ul>
      {count > threats.length && (
        <p className={classes.quiet}>
          {(count - threats.length).toLocaleString("en-US")} more threats are not shown.
        </p>
      )}
    </section>
  );
}

function ThreatLine({ threat, model }: { threat: AcceptedThreat; model: string }) {
  const { number, severity, title, status } = threat;
  const words = (
    <>
      <SeverityIcon severity={severity} size={11} />
      <span className={classes.threatNumber}>T{number}</span>
      <span className={classes.threatTitle}>{title}</span>
    </>
  );
  return (
    <span className={classes.threat}>
      {status ? (
        <Link
          className={classes.threatLink}
          to="/m/$model/threats/$number"
          params={{ model, number: String(number) }}
        >
          {words}
        </Link>
      ) : (
        <span className={classes.threatLink}>{words}</span>
      )}
      {status ? <StatusBadge status={status} /> : <span className={classes.quiet}>Deleted</span>}
    </span>
  );
}

function Change({ threat }: { threat: AcceptedThreat }) {
  if (!threat.change) return null;
  return (
    <p className={classes.changed}>
      {threat.change === "severity" && threat.present_severity ? (
        <>
          More severe since: <SeverityBadge severity={threat.severity} variant="plain" /> then,{" "}
          <SeverityBadge severity={threat.present_severity} variant="plain" /> now,{" "}
        </>
      ) : (
        "Facts changed "
      )}
      <RelativeTime at={threat.changed_at} />
    </p>
  );
}

/** Folded while nothing differs: what was accepted is then what the page of the threat shows. */
function Facts({ threat }: { threat: AcceptedThreat }) {
  if (threat.facts.length === 0) return null;
  return (
    <details className={classes.facts} open={threat.change === "facts"}>
      <summary>Facts at the request, and now</summary>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Fact</th>
            <th scope="col">Then</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {threat.facts.map((fact) => (
            <tr key={`${fact.element_name} ${fact.label}`} data-differs={fact.differs || undefined}>
              <th scope="row">
                {fact.label}
                <span className={classes.of}>{fact.element_name}</span>
              </th>
              <td>{fact.then === null ? "not set" : formatValue(fact.then)}</td>
              <td>{fact.now === null ? "not set" : formatValue(fact.now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Threats that a session led to, each with the card it came of. */
import { Link } from "@tanstack/react-router";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { severityLabel } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import classes from "./aside.module.css";
import type { recordedThreats } from "./session";

export function RecordedThreats({ threats }: { threats: ReturnType<typeof recordedThreats> }) {
  return (
    <ul className={classes.threats}>
      {threats.map((threat) => (
        <ThreatItem key={threat.number} threat={threat} />
      ))}
    </ul>
  );
}

function ThreatItem({ threat }: { threat: ReturnType<typeof recordedThreats>[number] }) {
  const { id } = useModel();
  const { number, title, severity, subject, card } = threat;
  const about = [card, subject, severity ? severityLabel(severity) : "Deleted"];
  return (
    <li className={classes.threat}>
      {severity && <SeverityIcon severity={severity} size={12} />}
      <div className={classes.words}>
        {severity ? (
          <Link
            className={classes.link}
            to="/m/$model/threats/$number"
            params={{ model: id, number: String(number) }}
          >
            T{number} {title}
          </Link>
        ) : (
          <span className={classes.gone}>
            T{number} {title}
          </span>
        )}
        <span className={classes.detail}>{about.filter(Boolean).join(" · ")}</span>
      </div>
    </li>
  );
}

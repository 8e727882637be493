/** What the model has now beside what it would have: a fact, threats with their mitigation, or a flow. */
import { Link } from "@tanstack/react-router";
import type { Proposal } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { answerText, flowFacts } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import classes from "./proposals.module.css";

const THREATS_SHOWN = 6;

export function ProposalChange({ proposal }: { proposal: Proposal }) {
  const { state, answer, mitigation, flow } = proposal;
  const pending = state === "pending";
  if (answer) {
    const now = answer.question ? "Unknown" : "Answered meanwhile";
    return <Change now={pending ? now : null} proposed={answerText(answer)} />;
  }
  if (flow) {
    return <Change now={pending ? "No flow" : null} proposed={flowFacts(flow) || "A flow"} />;
  }
  return mitigation && <Threats mitigation={mitigation} />;
}

function Change({ now, proposed }: { now: string | null; proposed: string }) {
  return (
    <span className={classes.change}>
      {now !== null && (
        <>
          <span className={classes.now}>{now}</span>
          <span aria-hidden="true"> → </span>
        </>
      )}
      <bdi className={classes.proposed}>{proposed}</bdi>
    </span>
  );
}

/** The threats with what they are now: the mitigation adds to that, and changes no status by itself. */
function Threats({ mitigation }: { mitigation: NonNullable<Proposal["mitigation"]> }) {
  const { id } = useModel();
  const { threats, missing_threats: missing } = mitigation;
  const rest = threats.length - THREATS_SHOWN;
  return (
    <ul className={classes.threats}>
      {threats.slice(0, THREATS_SHOWN).map(({ number, title, severity, status }) => (
        <li key={number}>
          <Link
            className={classes.threat}
            to="/m/$model/threats/$number"
            params={{ model: id, number: String(number) }}
            title={title}
          >
            <SeverityIcon severity={severity} size={11} />T{number}
          </Link>
          <StatusBadge status={status} />
        </li>
      ))}
      {rest > 0 && <li className={classes.quiet}>{rest.toLocaleString("en-US")} more</li>}
      {missing.length > 0 && (
        <li className={classes.quiet}>
          {missing.map((number) => `T${number}`).join(", ")} no longer found
        </li>
      )}
    </ul>
  );
}

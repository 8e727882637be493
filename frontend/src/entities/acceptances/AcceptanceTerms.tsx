/** What a request says, who decided about it, and how it ended. */
import { Link } from "@tanstack/react-router";
import type { AcceptanceDetail } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { changesSince, personName, threatCount, timeLeft } from "@/model/labels/acceptances";
import { KeyValue, type KeyValueItem } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import { calendarDay } from "@/ui/time";
import classes from "./acceptances.module.css";

const OPEN_REQUEST = ["proposed", "asked-back"];

export function AcceptanceTerms({ acceptance }: { acceptance: AcceptanceDetail }) {
  const { title, threat_count: count, state, model } = acceptance;
  const changed = changesSince(acceptance);
  return (
    <>
      <div>
        <h2 className={classes.title}>{count > 1 ? `${threatCount(count)}: ${title}` : title}</h2>
        <p className={classes.line}>
          <StatusBadge status={state} />
          <span className={classes.quiet}>{timeLeft(acceptance)}</span>
          {changed && <span className={classes.changed}>{changed}</span>}
        </p>
      </div>
      <Text title="Justification" text={acceptance.justification} />
      <Text title="Conditions" text={acceptance.conditions} />
      <KeyValue
        items={[
          {
            label: "Model",
            value: (
              <Link
                className={classes.link}
                to="/m/$model/threats"
                params={{ model: model.id }}
                search={{}}
              >
                {model.name}
              </Link>
            ),
          },
          { label: "Residual risk", value: <SeverityBadge severity={acceptance.residual_risk} /> },
          { label: "Until", value: calendarDay(acceptance.expires_on) },
          ...people(acceptance),
        ]}
      />
      <Text title="Note of the approver" text={acceptance.decision_note} />
      <Text title="Why it ended" text={acceptance.end_note} />
    </>
  );
}

function people(acceptance: AcceptanceDetail): KeyValueItem[] {
  const { requested_by, requested_at, decided_by, decided_at, ended_by, ended_at } = acceptance;
  const waits = OPEN_REQUEST.includes(acceptance.state);
  const items: KeyValueItem[] = [
    { label: "Requested", value: <Act by={personName(requested_by)} at={requested_at} /> },
  ];
  if (waits)
    items.push({ label: "To decide", value: acceptance.approvers.map(personName).join(", ") });
  if (decided_at)
    items.push({ label: "Decided", value: <Act by={personName(decided_by)} at={decided_at} /> });
  if (ended_at)
    items.push({
      label: "Ended",
      value: <Act by={ended_by ? personName(ended_by) : "by its last day"} at={ended_at} />,
    });
  if (acceptance.extends !== null)
    items.push({ label: "Extends", value: `A${acceptance.extends}` });
  return items;
}

function Act({ by, at }: { by: string; at: string }) {
  return (
    <>
      {by}, <RelativeTime at={at} />
    </>
  );
}

function Text({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      <p className={classes.text}>{text}</p>
    </section>
  );
}

/** In the head of a threat: that its risk is accepted and until when, or that somebody is to decide about it. */
import { useQuery } from "@tanstack/react-query";
import type { Acceptance, ThreatDetail } from "@/api/types";
import { changesSince, personName, timeLeft } from "@/model/labels/acceptances";
import { useModel } from "@/session/useModel";
import { calendarDay } from "@/ui/time";
import classes from "./acceptances.module.css";
import { threatAcceptancesQuery } from "./queries";

export function AcceptanceLine({ threat }: { threat: ThreatDetail }) {
  const { id } = useModel();
  const rows = useQuery(threatAcceptancesQuery(id, threat.number)).data?.results ?? [];
  const holds = rows.find(({ state }) => state === "active" || state === "expiring");
  const shown = holds ?? rows.find(({ state }) => state === "proposed");
  if (!shown) return null;
  return (
    <p className={classes.headLine}>
      {holds ? accepted(holds) : waiting(shown)}{" "}
      <span className={classes.changed}>{changesSince(shown)}</span>
    </p>
  );
}

function accepted(one: Acceptance): string {
  const until = `until ${calendarDay(one.expires_on)} (A${one.number})`;
  return `Accepted by ${personName(one.decided_by)} ${until}. ${timeLeft(one)}.`;
}

function waiting(one: Acceptance): string {
  const people = one.approvers.map(personName).join(" or ");
  return `${personName(one.requested_by)} asks ${people} to accept the risk (A${one.number}).`;
}

/** At the end of a threat's page: its issues, whether its risk is accepted, and what happened and was said so far. */
import type { ThreatDetail } from "@/api/types";
import { ThreatAcceptances } from "@/entities/acceptances/ThreatAcceptances";
import { ThreatHistory } from "./ThreatHistory";
import { ThreatIssues } from "./ThreatIssues";

export default function ThreatRecord({ threat }: { threat: ThreatDetail }) {
  return (
    <>
      <ThreatIssues number={threat.number} />
      <ThreatAcceptances threat={threat} />
      <ThreatHistory threat={threat} />
    </>
  );
}

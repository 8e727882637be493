/** The end of a threat's page: what is done about it, in the model and in trackers, and what happened so far. */
import type { ThreatDetail } from "@/api/types";
import { ThreatAcceptances } from "@/entities/acceptances/ThreatAcceptances";
import { MitigationsNote } from "@/entities/proposals/ProposalNotes";
import { ThreatMitigations } from "@/entities/threats/ThreatMitigations";
import { ThreatHistory } from "./ThreatHistory";
import { ThreatIssues } from "./ThreatIssues";

export default function ThreatMitigationsAndHistory({ threat }: { threat: ThreatDetail }) {
  return (
    <>
      <ThreatMitigations threat={threat}>
        <MitigationsNote threat={threat.number} />
      </ThreatMitigations>
      <ThreatIssues number={threat.number} />
      <ThreatAcceptances threat={threat} />
      <ThreatHistory threat={threat} />
    </>
  );
}

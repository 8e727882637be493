/** Why the threat is there: in words, and the facts that caused it with their file and line. */
import type { ThreatDetail } from "@/api/types";
import { SHOWN_BY_TABLE } from "@/model/labels/vulnerabilities";
import { ArticleSection, Prose } from "@/ui/Article";
import { EvidenceTable } from "./EvidenceTable";
import { VulnerabilityTable } from "./VulnerabilityTable";

export function ThreatEvidence({ threat }: { threat: ThreatDetail }) {
  const found = threat.evidence.some((one) => one.fact === "vulnerabilities");
  const others = threat.evidence.filter((one) => !(found && SHOWN_BY_TABLE.has(one.fact)));
  if (threat.manual) {
    return (
      <ArticleSection title="Description">
        <Prose>{threat.why || "No description."}</Prose>
      </ArticleSection>
    );
  }
  return (
    <ArticleSection
      title={threat.certainty === "possible" ? "Why it matters" : "Why this was flagged"}
    >
      <Prose>{threat.why}</Prose>
      <VulnerabilityTable evidence={threat.evidence} />
      {others.length > 0 && <EvidenceTable facts={others} all={threat.evidence} />}
    </ArticleSection>
  );
}

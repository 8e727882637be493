/** Of a possible threat: what it waits for, and the known facts that make it possible with their file and line. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ThreatDetail } from "@/api/types";
import { PossibleThreatDecision } from "@/entities/threats/PossibleThreatDecision";
import { knownFactsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";
import { EvidenceTable } from "./EvidenceTable";
import { ThreatSources } from "./ThreatSources";

export default function PossibleEvidence({ threat }: { threat: ThreatDetail }) {
  return (
    <>
      <ArticleSection title="Missing facts">
        <PossibleThreatDecision threat={threat} />
      </ArticleSection>
      <KnownFacts number={threat.number} />
    </>
  );
}

function KnownFacts({ number }: { number: number }) {
  const { id } = useModel();
  const { data, isError } = useQuery(knownFactsQuery(id, number));
  if (isError) return null;
  return (
    <>
      <ArticleSection title="Known facts">
        {!data ? (
          <Skeleton height={20} width="60%" />
        ) : data.facts.length === 0 ? (
          <Prose>Nothing else that the rule reads is known yet.</Prose>
        ) : (
          <EvidenceTable facts={data.facts} all={data.facts} />
        )}
      </ArticleSection>
      {data && <ThreatSources sources={data.sources} />}
    </>
  );
}

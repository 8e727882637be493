/** One threat: why it is there, how to fix it, what is done about it and what happened so far. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { ThreatAcceptances } from "@/entities/acceptances/ThreatAcceptances";
import { MitigationsNote } from "@/entities/proposals/ProposalNote";
import { threatQuery } from "@/entities/threats/queries";
import { ThreatMitigations } from "@/entities/threats/ThreatMitigations";
import { useModel } from "@/session/useModel";
import { Article } from "@/ui/Article";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PossibleEvidence } from "./PossibleEvidence";
import { ThreatAside } from "./ThreatAside";
import { ThreatEvidence } from "./ThreatEvidence";
import { ThreatFindings } from "./ThreatFindings";
import { ThreatFix } from "./ThreatFix";
import { ThreatHead } from "./ThreatHead";
import { ThreatHistory } from "./ThreatHistory";
import { ThreatOverrides } from "./ThreatOverrides";
import { ThreatPatch } from "./ThreatPatch";
import { ThreatPaths } from "./ThreatPaths";
import { ThreatResolution } from "./ThreatResolution";
import { ThreatRisk } from "./ThreatRisk";
import { ThreatScenario } from "./ThreatScenario";
import { ThreatScore } from "./ThreatScore";
import { ThreatSkeleton } from "./ThreatSkeleton";
import { ThreatSources } from "./ThreatSources";
import { ThreatTriage } from "./ThreatTriage";

const ThreatIssues = lazyWithRetry(() => import("./ThreatIssues"));

export default function ThreatPage() {
  const { number } = useParams({ from: "/app/m/$model/threats/$number" });
  return (
    <Page title={`T${number}`}>
      <ThreatBody number={Number(number)} key={number} />
    </Page>
  );
}

function ThreatBody({ number }: { number: number }) {
  const { id } = useModel();
  const { data: threat, error, refetch } = useQuery(threatQuery(id, number));
  if (error && !threat)
    return <ErrorState heading="h1" error={error} onRetry={() => void refetch()} />;
  if (!threat) return <ThreatSkeleton />;
  const possible = threat.certainty === "possible";
  return (
    <>
      <ThreatHead threat={threat} />
      <Article
        aside={
          <ThreatAside threat={threat}>
            <ThreatTriage threat={threat} />
          </ThreatAside>
        }
      >
        <ThreatFindings number={number} />
        <ThreatOverrides threat={threat} />
        <ThreatScenario threat={threat} />
        <ThreatEvidence threat={threat} />
        <ThreatSources sources={threat.sources} />
        {possible && <PossibleEvidence threat={threat} />}
        {!threat.manual && !threat.scenario && <ThreatPaths threat={threat} />}
        <ThreatRisk threat={threat} />
        {!threat.manual && <ThreatScore threat={threat} />}
        {!possible && !threat.manual && <ThreatResolution threat={threat} />}
        <ThreatFix threat={threat} />
        {!possible && !threat.manual && !threat.scenario && <ThreatPatch threat={threat} />}
        <ThreatMitigations threat={threat}>
          <MitigationsNote threat={number} />
        </ThreatMitigations>
        <Suspense>
          <ThreatIssues number={number} />
        </Suspense>
        <ThreatAcceptances threat={threat} />
        <ThreatHistory threat={threat} />
      </Article>
    </>
  );
}

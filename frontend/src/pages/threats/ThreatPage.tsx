/** One threat: why it is there, how to fix it, what is done about it and what happened so far. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import type { ThreatDetail } from "@/api/types";
import { threatQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { Article, ArticleSection } from "@/ui/Article";
import { lazyWithRetry, usePreloaded } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { ThreatAside } from "./ThreatAside";
import { ThreatEvidence } from "./ThreatEvidence";
import { ThreatFindings } from "./ThreatFindings";
import { ThreatFix } from "./ThreatFix";
import { ThreatHead } from "./ThreatHead";
import { ThreatPatch } from "./ThreatPatch";
import { ThreatResolution } from "./ThreatResolution";
import { ThreatRisk } from "./ThreatRisk";
import { ThreatScoreFactors } from "./ThreatScoreFactors";
import { ThreatSkeleton } from "./ThreatSkeleton";
import { ThreatSources } from "./ThreatSources";
import { ThreatTriage, useThreatTriage } from "./ThreatTriage";

// What only some threats have, and what is below all else.
const PossibleEvidence = lazyWithRetry(() => import("./PossibleEvidence"));
const ThreatOverrides = lazyWithRetry(() => import("./ThreatOverrides"));
const ThreatPaths = lazyWithRetry(() => import("./ThreatPaths"));
const ThreatScenario = lazyWithRetry(() => import("./ThreatScenario"));
const loadRecord = () => import("./ThreatMitigationsAndHistory");
const ThreatMitigationsAndHistory = lazyWithRetry(loadRecord);

export default function ThreatPage() {
  const { number } = useParams({ from: "/app/m/$model/threats/$number" });
  usePreloaded(loadRecord); // while the threat itself is read
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
  return <LoadedThreat threat={threat} />;
}

function LoadedThreat({ threat }: { threat: ThreatDetail }) {
  const triage = useThreatTriage(threat);
  return (
    <>
      <ThreatHead threat={threat} onNeedsInfo={() => triage.start("needs-info")} />
      <Article
        aside={
          <ThreatAside threat={threat}>
            <ThreatTriage threat={threat} triage={triage} />
          </ThreatAside>
        }
      >
        <Why threat={threat} />
        <ThreatRisk threat={threat} />
        {!threat.manual && <ThreatScoreFactors threat={threat} />}
        <Fixes threat={threat} />
        <Suspense fallback={<Waiting title="Mitigations" />}>
          <ThreatMitigationsAndHistory threat={threat} />
        </Suspense>
      </Article>
    </>
  );
}

/** What speaks for it and against it, and where. */
function Why({ threat }: { threat: ThreatDetail }) {
  return (
    <>
      <ThreatFindings number={threat.number} />
      {threat.overrides.length > 0 && (
        <Suspense fallback={<Waiting title="Overridden facts" />}>
          <ThreatOverrides threat={threat} />
        </Suspense>
      )}
      {threat.scenario && (
        <Suspense fallback={<Waiting title="Attack scenario" />}>
          <ThreatScenario scenario={threat.scenario} />
        </Suspense>
      )}
      <ThreatEvidence threat={threat} />
      <ThreatSources sources={threat.sources} />
      {threat.certainty === "possible" && (
        <Suspense fallback={<Waiting title="Missing facts" />}>
          <PossibleEvidence threat={threat} />
        </Suspense>
      )}
      {!threat.manual && !threat.scenario && (
        <Suspense>
          <ThreatPaths threat={threat} />
        </Suspense>
      )}
    </>
  );
}

/** What would resolve it, in words and as code. */
function Fixes({ threat }: { threat: ThreatDetail }) {
  const found = threat.certainty !== "possible" && !threat.manual;
  return (
    <>
      {found && <ThreatResolution threat={threat} />}
      <ThreatFix threat={threat} />
      {found && !threat.scenario && <ThreatPatch threat={threat} />}
    </>
  );
}

/** A section whose code is still on its way. */
function Waiting({ title }: { title: string }) {
  return (
    <ArticleSection title={title}>
      <Skeleton height={64} radius="sm" />
    </ArticleSection>
  );
}

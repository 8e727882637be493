/** One goal: how exposed it is, the paths with their steps, and the attack tree that they make. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { AttackPaths, GoalPaths } from "@/api/types";
import { attackerName, PathsPanel, useAttackerNames } from "@/entities/attackPaths/PathsPanel";
import { goalPathsQuery } from "@/entities/attackPaths/queries";
import { FIX_PARAM, useWhatIf, type WhatIf } from "@/entities/attackPaths/useWhatIf";
import { WhatIfBar } from "@/entities/attackPaths/WhatIfBar";
import { pathsToGoal } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageTabs } from "@/ui/PageTabs";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { GoalHead } from "./GoalHead";
import { GoalMinimumCut } from "./GoalMinimumCut";
import classes from "./goalPage.module.css";
import { NoPath } from "./NoPath";

const AttackTreeTab = lazyWithRetry(() => import("./tree/AttackTreeTab"));

const KEPT = ["attacker", FIX_PARAM];

export default function GoalPage() {
  const { goal } = useParams({ from: "/app/m/$model/attack-paths/$goal" });
  return (
    <Page title="Attack paths to a goal">
      <GoalBody goal={goal} key={goal} />
    </Page>
  );
}

function GoalBody({ goal: key }: { goal: string }) {
  const { id } = useModel();
  const whatIf = useWhatIf();
  const { data, error, refetch } = useQuery(goalPathsQuery(id, key));
  const [attacker, setAttacker] = useAttacker();
  if (error && !data)
    return <ErrorState heading="h1" error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div role="status" aria-busy="true" aria-label="Loading">
        <Skeleton height={26} width="40%" mb="md" />
        <Skeleton height={320} radius="md" />
      </div>
    );
  }
  return (
    <>
      <GoalHead goal={data.goal} />
      <WhatIfBar whatIf={whatIf} />
      <AttackerSwitch answer={data} value={attacker} onChange={setAttacker} />
      <PageTabs
        keep={KEPT}
        tabs={[
          {
            value: "paths",
            label: "Paths",
            panel: <Paths goal={key} attacker={attacker} answer={data} whatIf={whatIf} />,
          },
          {
            value: "tree",
            label: "Attack tree",
            panel: <AttackTreeTab goal={key} attacker={attacker} />,
          },
        ]}
      />
    </>
  );
}

interface PathsProps {
  goal: string;
  attacker: string;
  answer: GoalPaths;
  whatIf: WhatIf;
}

function Paths({ goal, attacker, answer, whatIf }: PathsProps) {
  const shown = pathsOf(answer, attacker);
  if (shown.paths.length > 0) {
    return (
      <>
        {shown.paths.some(({ possible }) => !possible) && (
          <GoalMinimumCut goal={goal} whatIf={whatIf} />
        )}
        <PathsPanel asked={pathsToGoal(goal, attacker)} answer={shown} whatIf={whatIf} />
      </>
    );
  }
  return <NoPath goal={answer.goal} />;
}

interface AttackerSwitchProps {
  answer: AttackPaths;
  value: string;
  onChange: (attacker: string) => void;
}

function AttackerSwitch({ answer, value, onChange }: AttackerSwitchProps) {
  const names = useAttackerNames();
  const ids = [...new Set(answer.paths.flatMap(({ attackers }) => attackers))];
  if (ids.length < 2) return null;
  const options = ids.map((one) => ({ value: one, label: attackerName(names, one) }));
  return (
    <SegmentedControl
      className={classes.attackers}
      size="xs"
      aria-label="Attacker"
      value={value}
      onChange={onChange}
      data={[{ value: "", label: "All attackers" }, ...options]}
    />
  );
}

function useAttacker(): [string, (attacker: string) => void] {
  const [search, setSearch] = useSearchParams();
  return [
    firstOf(search as Search, "attacker"),
    (attacker) => setSearch((now) => ({ ...now, attacker, path: undefined }), { replace: true }),
  ];
}

function pathsOf(answer: AttackPaths, attacker: string): AttackPaths {
  if (attacker === "") return answer;
  return { ...answer, paths: answer.paths.filter(({ attackers }) => attackers.includes(attacker)) };
}

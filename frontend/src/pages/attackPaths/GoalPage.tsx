/** One goal: how exposed it is, what every path passes, and the paths with their steps. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { AttackGoal, AttackPaths } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { PathsPanel, useAttackerNames } from "@/entities/attackPaths/PathsPanel";
import { goalName } from "@/entities/attackPaths/PlaceSelect";
import { goalPathsQuery } from "@/entities/attackPaths/queries";
import { useWhatIf } from "@/entities/attackPaths/useWhatIf";
import { WhatIfBar } from "@/entities/attackPaths/WhatIfBar";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { counted, LEVELS, percent } from "@/model/labels/attackPaths";
import { pathsToGoal } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { ArticleHead } from "@/ui/ArticleHead";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./goalPage.module.css";

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
  const shown = pathsOf(data, attacker);
  return (
    <>
      <GoalHead goal={data.goal} />
      <WhatIfBar whatIf={whatIf} />
      <AttackerSwitch answer={data} value={attacker} onChange={setAttacker} />
      {shown.paths.length > 0 ? (
        <PathsPanel asked={pathsToGoal(key, attacker)} answer={shown} whatIf={whatIf} />
      ) : (
        <EmptyState icon={<IconRoute size={20} />} title="No path leads here">
          No attacker of this model gets to it, not even by unknown facts.
        </EmptyState>
      )}
    </>
  );
}

function GoalHead({ goal }: { goal: AttackGoal }) {
  return (
    <ArticleHead
      kind={
        <>
          <SeverityBadge severity={goal.worth} />
          <ElementName element={goal.element} />
        </>
      }
      title={goalName(goal)}
    >
      <dl className={classes.figures}>
        <div>
          <dt>Goal</dt>
          <dd>The attacker {LEVELS[goal.level]}</dd>
        </div>
        <div>
          <dt>Exposure</dt>
          <dd>
            {percent(goal.exposure.share)} of workloads ({goal.exposure.workloads})
          </dd>
        </div>
        <div>
          <dt>Paths</dt>
          <dd>
            {counted(goal.paths, "path")}
            {goal.possible > 0 && `, ${goal.possible} more possible`}
          </dd>
        </div>
        {goal.choke_points.length > 0 && (
          <div>
            <dt>Every path that counts passes</dt>
            <dd className={classes.chokes}>
              {chokes(goal).map((element) => (
                <ElementName key={element.uid} element={element} />
              ))}
            </dd>
          </div>
        )}
      </dl>
    </ArticleHead>
  );
}

/** The elements of the choke points, each once. */
function chokes({ choke_points }: AttackGoal) {
  const elements = choke_points.map(({ element }) => element);
  return elements.filter(
    ({ uid }, index) => elements.findIndex((one) => one.uid === uid) === index,
  );
}

interface AttackerSwitchProps {
  answer: AttackPaths;
  value: string;
  onChange: (attacker: string) => void;
}

function AttackerSwitch({ answer, value, onChange }: AttackerSwitchProps) {
  const names = useAttackerNames();
  const ids = [...new Set(answer.paths.map(({ attacker }) => attacker))];
  if (ids.length < 2) return null;
  const options = ids.map((one) => ({ value: one, label: names.get(one) ?? one }));
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
  return { ...answer, paths: answer.paths.filter((path) => path.attacker === attacker) };
}

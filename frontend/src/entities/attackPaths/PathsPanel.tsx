/** The paths of an answer beside the steps of the chosen one, which the address names; and the way to the canvas. */
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AttackPaths } from "@/api/types";
import { stepsOf } from "@/model/labels/attackPaths";
import { type PathsAsked, pathsAddress } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./attackPaths.module.css";
import { PathList } from "./PathList";
import { PathStepList } from "./PathStepList";
import { attackersQuery } from "./queries";
import { FIX_PARAM, type WhatIf } from "./useWhatIf";

interface PathsPanelProps {
  asked: PathsAsked;
  answer: AttackPaths;
  whatIf: WhatIf;
}

export function PathsPanel({ asked, answer, whatIf }: PathsPanelProps) {
  const { id } = useModel();
  const [search, setSearch] = useSearchParams();
  const names = useAttackerNames();
  const number = Number(firstOf(search as Search, "path")) || 1;
  const selected = Math.min(Math.max(number, 1), answer.paths.length) - 1;
  const path = answer.paths[selected];
  if (!path) return null;
  return (
    <div className={classes.panel}>
      <PathList
        answer={answer}
        names={names}
        selected={selected}
        onSelect={(index) =>
          setSearch((now) => ({ ...now, path: String(index + 1) }), { replace: true })
        }
      />
      <section className={classes.chosen} aria-label={`Path ${selected + 1}`}>
        <div className={classes.chosenHead}>
          <h2 className={classes.chosenTitle}>
            Path {selected + 1} of {answer.paths.length}
          </h2>
          <Button
            component={Link}
            size="compact-md"
            variant="default"
            leftSection={<IconPlayerPlay size={14} aria-hidden="true" />}
            to={`/m/${id}/architecture`}
            search={
              {
                ...pathsAddress(asked),
                path: String(selected + 1),
                [FIX_PARAM]: search[FIX_PARAM],
              } as never
            }
          >
            Show on the canvas
          </Button>
        </div>
        {path.attackers.length > 1 && (
          <p className={classes.takenBy}>
            Taken by {path.attackers.map((one) => attackerName(names, one)).join(", ")}
          </p>
        )}
        <PathStepList steps={stepsOf(answer, path)} whatIf={whatIf} />
      </section>
    </div>
  );
}

/** Return what an attacker is called, never its id; "…" while the names are read. */
export function attackerName(names: ReadonlyMap<string, string>, id: string): string {
  return names.get(id) ?? (names.size === 0 ? "…" : "a deleted attacker");
}

/** The names of the attackers by id; none while they are read. */
export function useAttackerNames(): ReadonlyMap<string, string> {
  const { id } = useModel();
  const attackers = useQuery(attackersQuery(id)).data?.results ?? [];
  return new Map(attackers.map((one) => [one.id, one.name]));
}

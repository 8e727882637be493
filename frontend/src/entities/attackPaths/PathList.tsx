/** Paths to choose one from, the likeliest first: who goes it, over what, and how likely it is. */
import type { KeyboardEvent } from "react";
import type { AttackPaths } from "@/api/types";
import { stepsOf, stopNames } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import classes from "./attackPaths.module.css";
import { ScoreBar } from "./ScoreBar";

interface PathListProps {
  answer: AttackPaths;
  /** Names of attackers by id. */
  names: ReadonlyMap<string, string>;
  selected: number;
  onSelect: (index: number) => void;
}

export function PathList({ answer, names, selected, onSelect }: PathListProps) {
  return (
    <div
      role="listbox"
      aria-label="Paths"
      className={classes.paths}
      onKeyDown={(event) => onListKey(event, selected, answer.paths.length, onSelect)}
    >
      {answer.paths.map((path, index) => {
        const steps = stepsOf(answer, path);
        return (
          <div
            key={path.steps.join(" ")}
            role="option"
            className={classes.path}
            aria-selected={index === selected}
            tabIndex={index === selected ? 0 : -1}
            data-possible={path.possible || undefined}
            onClick={() => onSelect(index)}
            onKeyDown={(event) => event.key === "Enter" && onSelect(index)}
          >
            <span className={classes.pathHead}>
              <ScoreBar score={path.score} possible={path.possible} />
              <span className={classes.pathMeta}>
                <TakenBy attackers={path.attackers} names={names} />
                {counted(steps.length, "step")}
              </span>
            </span>
            <span className={classes.pathStops}>{stopNames(steps).join(" → ")}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Who takes a path: by name, or how many do. */
function TakenBy({
  attackers,
  names,
}: {
  attackers: readonly string[];
  names: PathListProps["names"];
}) {
  const called = attackers.flatMap((one) => names.get(one) ?? []);
  if (called.length === 0) return null;
  return (
    <span title={called.join(", ")}>
      {called.length === 1 ? called : counted(called.length, "attacker")} ·{" "}
    </span>
  );
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function onListKey(
  event: KeyboardEvent<HTMLElement>,
  selected: number,
  count: number,
  onSelect: (index: number) => void,
): void {
  const ends: Readonly<Record<string, number>> = { Home: 0, End: count - 1 };
  const next = ends[event.key] ?? selected + (STEPS[event.key] ?? 0);
  if (next === selected || next < 0 || next >= count) return;
  event.preventDefault();
  onSelect(next);
  const row = event.currentTarget.children[next];
  if (row instanceof HTMLElement) row.focus();
}

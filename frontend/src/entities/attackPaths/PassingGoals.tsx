/** The goals to which some attack paths lead, each with the likeliest of these paths. */
import { Link } from "@tanstack/react-router";
import type { PassingPath, PassingPaths } from "@/api/types";
import { counted } from "@/model/labels/counted";
import { goalName } from "./PathEndSelect";
import classes from "./passingPaths.module.css";
import { ScoreBar } from "./ScoreBar";

interface PassingGoalsProps {
  found: PassingPaths;
  /** Where the likeliest path to a goal shows. */
  address: (passing: PassingPath) => { to: string; search: object };
}

export function PassingGoals({ found, address }: PassingGoalsProps) {
  const { goals, results } = found;
  return (
    <>
      <ul className={classes.goals} aria-label="Goals of these attack paths">
        {results.map((passing) => (
          <li key={passing.goal.key} className={classes.goal}>
            <Link className={classes.link} {...(address(passing) as { to: string })}>
              {goalName(passing.goal)}
            </Link>
            <span className={classes.figures}>
              {passing.paths > 0 && <span>{counted(passing.paths, "path")}</span>}
              <ScoreBar score={passing.score} possible={passing.possible} />
            </span>
          </li>
        ))}
      </ul>
      {goals > results.length && (
        <p className={classes.more}>and {counted(goals - results.length, "more goal")}</p>
      )}
    </>
  );
}

/** The attack paths that pass an element or flow, by the goal to which they lead; each opens on the canvas. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PassingPath } from "@/api/types";
import { counted } from "@/model/labels/attackPaths";
import { pathsAddress, pathsToGoal } from "@/model/labels/pathQuestions";
import { goalName } from "./PlaceSelect";
import classes from "./passingPaths.module.css";
import { throughQuery } from "./queries";
import { ScoreBar } from "./ScoreBar";

interface PassingPathsProps {
  model: string;
  uid: string;
}

export function PassingPaths({ model, uid }: PassingPathsProps) {
  const { data } = useQuery(throughQuery(model, uid));
  if (!data || data.results.length === 0) return null;
  const { paths, of, goals, results } = data;
  return (
    <details className={classes.root}>
      <summary className={classes.summary}>
        {paths > 0
          ? `${paths} of ${counted(of, "attack path")} pass here`
          : "Only possible attack paths pass here"}
      </summary>
      <ul className={classes.goals} aria-label="Goals of these attack paths">
        {results.map((passing) => (
          <Goal key={passing.goal.key} model={model} passing={passing} />
        ))}
      </ul>
      {goals > results.length && (
        <p className={classes.more}>and {counted(goals - results.length, "more goal")}</p>
      )}
    </details>
  );
}

function Goal({ model, passing }: { model: string; passing: PassingPath }) {
  const { goal, number, paths, score, possible } = passing;
  return (
    <li className={classes.goal}>
      <Link
        className={classes.link}
        to="/m/$model/architecture"
        params={{ model }}
        search={{ ...pathsAddress(pathsToGoal(goal.key)), path: String(number) } as never}
      >
        {goalName(goal)}
      </Link>
      <span className={classes.figures}>
        {paths > 0 && <span>{counted(paths, "path")}</span>}
        <ScoreBar score={score} possible={possible} />
      </span>
    </li>
  );
}

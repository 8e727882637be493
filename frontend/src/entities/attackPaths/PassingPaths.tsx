/** The attack paths that pass an element or flow, by the goal to which they lead; each opens on the canvas. */
import { useQuery } from "@tanstack/react-query";
import { counted } from "@/model/labels/counted";
import { pathsAddress, pathsToGoal } from "@/model/labels/pathQuestions";
import { PassingGoals } from "./PassingGoals";
import classes from "./passingPaths.module.css";
import { throughQuery } from "./queries";

interface PassingPathsProps {
  model: string;
  uid: string;
}

export function PassingPaths({ model, uid }: PassingPathsProps) {
  const { data } = useQuery(throughQuery(model, { uid }));
  if (!data || data.results.length === 0) return null;
  const { paths, of } = data;
  return (
    <details className={classes.root}>
      <summary className={classes.summary}>
        {paths > 0
          ? `${paths} of ${counted(of, "attack path")} pass here`
          : "Only possible attack paths pass here"}
      </summary>
      <PassingGoals
        found={data}
        address={({ goal, number }) => ({
          to: `/m/${model}/architecture`,
          search: { ...pathsAddress(pathsToGoal(goal.key)), path: String(number) },
        })}
      />
    </details>
  );
}

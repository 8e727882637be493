/** What a goal is: its element, exposure, paths, and what every path passes. */
import { useQuery } from "@tanstack/react-query";
import type { AttackGoal } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { goalName } from "@/entities/attackPaths/PathEndSelect";
import { attackSummaryQuery } from "@/entities/attackPaths/queries";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { exposureText, LEVELS } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import { ArticleHead } from "@/ui/ArticleHead";
import classes from "./goalPage.module.css";

export function GoalHead({ goal }: { goal: AttackGoal }) {
  const { id } = useModel();
  const run = useQuery(attackSummaryQuery(id)).data?.run;
  return (
    <ArticleHead
      kind={
        <>
          <SeverityBadge severity={goal.worth} />
          <ElementName element={goal.element} />
          {goal.zone && <span>in {goal.zone.name}</span>}
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
          <dd>{exposureText(goal, run?.entry_points)}</dd>
        </div>
        <div>
          <dt>Paths</dt>
          <dd>
            {goal.follows_from.length > 0 ? "None of its own" : counted(goal.paths, "path")}
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

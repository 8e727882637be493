/** What falls when an element is compromised: goals first, then workloads and everything else. */
import { Link } from "@tanstack/react-router";
import type { AttackImpact } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { ScoreBar } from "@/entities/attackPaths/ScoreBar";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { LEVEL_WORDS, percent } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { questionAddress } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import classes from "./answer.module.css";

export function ImpactAnswer({ impact }: { impact: AttackImpact }) {
  const { element, exposure, goals, goal_count, elements, element_count } = impact;
  return (
    <>
      <p className={classes.lead}>
        Who compromises <ElementName element={element} /> can run code in{" "}
        <strong>
          {counted(exposure.workloads, "workload")} ({percent(exposure.share)})
        </strong>{" "}
        and reaches <strong>{counted(goal_count, "goal")}</strong>.
      </p>
      <div className={classes.halves}>
        <div>
          <Section flush title="Goals that fall">
            {goals.length === 0 && <p className={classes.none}>No goal can be reached from it.</p>}
            <ul className={classes.list}>
              {goals.map((goal) => (
                <li key={goal.key}>
                  <span className={classes.main}>
                    <PathsLink from={element.uid} goal={goal} />
                    <SeverityBadge severity={goal.worth} variant="plain" />
                  </span>
                  <ScoreBar score={goal.score} />
                </li>
              ))}
            </ul>
            <Rest shown={goals.length} all={goal_count} />
          </Section>
        </div>
        <div>
          <Section flush title="Elements that fall">
            {elements.length === 0 && <p className={classes.none}>Nothing else falls with it.</p>}
            <ul className={classes.list}>
              {elements.map((fallen) => (
                <li key={fallen.element.uid}>
                  <ElementName element={fallen.element} />
                  <span className={classes.quiet}>
                    {fallen.levels.map((level) => LEVEL_WORDS[level]).join(", ")}
                  </span>
                </li>
              ))}
            </ul>
            <Rest shown={elements.length} all={element_count} />
          </Section>
        </div>
      </div>
    </>
  );
}

function PathsLink({ from, goal }: { from: string; goal: AttackImpact["goals"][number] }) {
  const { id } = useModel();
  const { element, level, title, zone } = goal;
  const end = { goal: "", target: element.uid, targetLevel: level };
  const start = { attacker: "", source: from, sourceLevel: "execute" as const };
  return (
    <Link
      className={classes.link}
      to="/m/$model/attack-paths"
      params={{ model: id }}
      search={questionAddress({ ask: "between", ...start, ...end }) as never}
    >
      {title}: {element.name}
      {zone && ` in ${zone.name}`}
    </Link>
  );
}

export function Rest({ shown, all }: { shown: number; all: number }) {
  if (all <= shown) return null;
  return <p className={classes.none}>and {counted(all - shown, "more", "more")}</p>;
}

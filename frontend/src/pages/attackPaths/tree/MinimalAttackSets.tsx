/** The minimal sets of steps that reach the goal, the cheapest first. */
import type { AttackTree, AttackTreeNode, TreeFigures } from "@/api/types";
import { DIFFICULTIES } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { Section } from "@/ui/Section";
import classes from "./tree.module.css";

const SHOWN = 20;
const SKILLS = Object.keys(DIFFICULTIES) as AttackTreeNode["skill"][];

export function MinimalAttackSets({ tree, figures }: { tree: AttackTree; figures: TreeFigures }) {
  const nodes = new Map(tree.nodes.map((node) => [node.id, node]));
  const { sets, are_all_sets: all } = figures;
  return (
    <Section
      flush
      title="Minimal attack sets"
      description={`${all ? "" : "At least "}${counted(sets.length, "set")} of steps that together reach the goal, and of which none can be left out${sets.length > SHOWN ? `; the ${SHOWN} cheapest are shown` : ""}.`}
    >
      <ol className={classes.sets}>
        {sets.slice(0, SHOWN).map(({ leaves, cost }) => {
          const steps = inOrder(tree, leaves).flatMap((id) => nodes.get(id) ?? []);
          return (
            <li key={leaves.join(" ")} className={classes.set}>
              <span className={classes.setSteps}>
                {steps.map((step) => (
                  <span key={step.id}>{step.title}</span>
                ))}
              </span>
              <span className={classes.setValues}>
                cost {cost}, {hardest(steps).toLowerCase()}
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

/** In the order of the tree. */
function inOrder(tree: AttackTree, leaves: readonly string[]): string[] {
  return tree.nodes.map(({ id }) => id).filter((id) => leaves.includes(id));
}

function hardest(steps: readonly AttackTreeNode[]): string {
  const most = Math.max(0, ...steps.map(({ skill }) => SKILLS.indexOf(skill)));
  return DIFFICULTIES[SKILLS[most] ?? "trivial"];
}

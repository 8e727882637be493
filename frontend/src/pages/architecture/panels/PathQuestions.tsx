/** The questions about attack paths of the selected element: who gets to it, and what falls with it. */
import { Link } from "@tanstack/react-router";
import type { AttackLevel } from "@/api/types";
import type { SnapshotElement } from "@/model/graph/snapshot";
import { questionAddress } from "@/model/labels/pathQuestions";
import classes from "./pathQuestions.module.css";

interface PathQuestionsProps {
  model: string;
  element: SnapshotElement;
}

/** What it means to have an element of this kind; code runs in the others, or their data are read. */
const HAD: Readonly<Record<string, AttackLevel>> = {
  node: "root",
  cluster: "admin",
  workload: "execute",
  container: "execute",
  "init-container": "execute",
  "service-account": "assume",
};

export function PathQuestions({ model, element: { kind, uid } }: PathQuestionsProps) {
  const end = { goal: "", target: uid, targetLevel: HAD[kind] ?? "read" };
  return (
    <nav className={classes.root} aria-label="Attack paths">
      <span className={classes.label}>Attack paths</span>
      <Link
        className={classes.link}
        to="/m/$model/attack-paths"
        params={{ model }}
        search={questionAddress({ ask: "leads-to", ...end }) as never}
      >
        What leads here
      </Link>
      <Link
        className={classes.link}
        to="/m/$model/attack-paths"
        params={{ model }}
        search={questionAddress({ ask: "impact", uid }) as never}
      >
        What falls with it
      </Link>
    </nav>
  );
}

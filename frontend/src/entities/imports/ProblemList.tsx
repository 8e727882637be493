/** What the importer could not use, with file and line. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import type { Problem } from "@/api/types";
import { countedProblems } from "./importJob";
import classes from "./imports.module.css";

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;
const WORDS = { error: "Error", warning: "Warning", info: "Note" } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

/** Where the problem lies: "deploy/api.yaml:12". */
function placeOf({ file, line }: Problem): string {
  return line > 0 ? `${file}:${line}` : file;
}

export function ProblemList({ problems, shown }: { problems: readonly Problem[]; shown: number }) {
  const [all, setAll] = useState(false);
  const sorted = problems.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const visible = all ? sorted : sorted.slice(0, shown);
  return (
    <div>
      <h3 className={classes.problemsTitle}>{countedProblems(problems)}</h3>
      <ul className={classes.problems}>
        {visible.map((problem) => (
          <ProblemRow key={`${placeOf(problem)} ${problem.message}`} problem={problem} />
        ))}
      </ul>
      {sorted.length > visible.length && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAll(true)}>
          Show all {sorted.length}
        </Button>
      )}
    </div>
  );
}

function ProblemRow({ problem }: { problem: Problem }) {
  const Icon = ICONS[problem.severity];
  return (
    <li className={classes.problem} data-severity={problem.severity}>
      <Icon size={16} aria-label={WORDS[problem.severity]} />
      <span className={classes.problemText}>
        {problem.message}
        {problem.file && <code className={classes.place}>{placeOf(problem)}</code>}
      </span>
    </li>
  );
}

/** What the answer could raise, with the mark of the worst of it. */
import type { ReactNode } from "react";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { answerImpact, type CouldRaise, worstRaised } from "@/model/labels/answerImpact";
import classes from "./questions.module.css";

interface RaisesProps {
  counts: CouldRaise;
  /** The rules that wait, for the pointer. */
  rules?: readonly string[] | undefined;
  /** Said while nobody has counted. */
  children?: ReactNode;
}

export function AnswerImpactHint({ counts, rules, children = null }: RaisesProps) {
  const worst = worstRaised(counts);
  if (worst === null) return children;
  return (
    <span className={classes.raises} title={rules?.join("\n")}>
      <SeverityIcon severity={worst} size={10} />
      {answerImpact(counts)}
    </span>
  );
}

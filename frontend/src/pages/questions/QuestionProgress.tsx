/** How many of the questions that were ever asked are answered. An answer never lowers it. */
import { Progress } from "@mantine/core";
import classes from "@/entities/questions/questions.module.css";
import { questionProgress } from "@/model/labels/questionProgress";
import { useModel } from "@/session/useModel";

export function QuestionProgress() {
  const { row } = useModel();
  if (!row || row.questions_answered === 0) return null;
  const { percent, words, followUps } = questionProgress(row);
  return (
    <div className={classes.progress}>
      <Progress value={percent} size={6} aria-label={words} />
      <span>{words}</span>
      {followUps && <span className={classes.followUps}>{followUps}</span>}
    </div>
  );
}

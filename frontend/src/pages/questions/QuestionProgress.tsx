/** How many of the questions that people have answered or could answer are answered. */
import { Progress } from "@mantine/core";
import classes from "@/entities/questions/questions.module.css";
import { useModel } from "@/session/useModel";

export function QuestionProgress() {
  const { row } = useModel();
  if (!row || row.questions_answered === 0) return null;
  const answered = row.questions_answered;
  // Answers open new questions, so the whole may grow; what was answered does not shrink.
  const asked = answered + row.questions_open;
  const words = `${answered.toLocaleString("en-US")} of ${asked.toLocaleString("en-US")}`;
  return (
    <div className={classes.progress}>
      <Progress
        value={(100 * answered) / asked}
        size={6}
        aria-label={`${words} questions answered`}
      />
      <span>{words} answered</span>
    </div>
  );
}

/** How far this sitting has come: questions answered since the page was opened, of those open then. */
import { Progress } from "@mantine/core";
import { useRef } from "react";
import { useModel } from "../ui/useModel";
import classes from "./questions.module.css";

export function QuestionProgress() {
  const { row } = useModel();
  const most = useRef(0);
  if (!row) return null;
  most.current = Math.max(most.current, row.questions_open);
  const answered = most.current - row.questions_open;
  if (most.current === 0 || answered === 0) return null;
  return (
    <div className={classes.progress}>
      <Progress
        value={(100 * answered) / most.current}
        size={6}
        aria-label={`${answered} of ${most.current} questions answered`}
      />
      <span>
        {answered} of {most.current} answered in this sitting
      </span>
    </div>
  );
}

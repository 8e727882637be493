/** What stands in the place of an answered question. */
import { IconCheck } from "@tabler/icons-react";
import { factText } from "@/model/labels/facts";
import classes from "./questions.module.css";

interface GivenAnswerProps {
  /** What was answered here; undefined where it was answered elsewhere or is no longer asked. */
  value: unknown;
  /** The fact that it is about, where it is one. */
  fact?: string | undefined;
}

export function GivenAnswer({ value, fact = "" }: GivenAnswerProps) {
  return (
    <p className={classes.given}>
      {value === undefined ? (
        "No longer open"
      ) : (
        <>
          <IconCheck size={15} aria-hidden="true" />
          Answered: {factText(fact, value)}
        </>
      )}
    </p>
  );
}

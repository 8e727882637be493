/** What stands in the place of an answered question. */
import { IconCheck } from "@tabler/icons-react";
import { formatValue } from "@/model/labels/facts";
import classes from "./questions.module.css";

interface GivenAnswerProps {
  /** What was answered here; undefined where it was answered elsewhere or is no longer asked. */
  value: unknown;
}

export function GivenAnswer({ value }: GivenAnswerProps) {
  return (
    <p className={classes.given}>
      {value === undefined ? (
        "No longer open"
      ) : (
        <>
          <IconCheck size={15} aria-hidden="true" />
          Answered: {formatValue(value)}
        </>
      )}
    </p>
  );
}

/** What became of a part between two states: a sign in a colour, and the word for those who see neither. */
import type { Mark } from "../model/differences";
import { SIGNS } from "../model/differences";
import classes from "./diff.module.css";

interface DiffSignProps {
  mark: Mark;
  /** Left out where the word stands beside the sign. */
  hidden?: boolean;
}

export function DiffSign({ mark, hidden = false }: DiffSignProps) {
  return (
    <span className={classes.sign} data-mark={mark} title={hidden ? undefined : mark}>
      <span aria-hidden="true">{SIGNS[mark]}</span>
      {!hidden && <span className={classes.unseen}>{mark}</span>}
    </span>
  );
}

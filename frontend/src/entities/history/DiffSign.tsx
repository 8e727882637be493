/** What became of a part between two states: a sign in a color, and the word for those who see neither. */
import { SIGNS } from "@/model/labels/architectureDifferences";
import classes from "./diff.module.css";

// A threat that comes is bad news, one that goes is good.
const SIGNS_OF = { ...SIGNS, came: SIGNS.added, went: SIGNS.removed };

interface DiffSignProps {
  mark: keyof typeof SIGNS_OF;
  /** Left out where the word stands beside the sign. */
  hidden?: boolean;
}

export function DiffSign({ mark, hidden = false }: DiffSignProps) {
  return (
    <span className={classes.sign} data-mark={mark} title={hidden ? undefined : mark}>
      <span aria-hidden="true">{SIGNS_OF[mark]}</span>
      {!hidden && <span className={classes.unseen}>{mark}</span>}
    </span>
  );
}

/** What the signs of the drawing mean. */
import { MARKS } from "../../model/differences";
import { DiffSign } from "../DiffSign";
import classes from "./drawing.module.css";

export function DiffLegend() {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {MARKS.map((mark) => (
        <li key={mark}>
          <DiffSign mark={mark} hidden /> {mark}
        </li>
      ))}
    </ul>
  );
}

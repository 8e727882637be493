/** What the signs of the drawing mean. */

import { DiffSign } from "@/entities/history/DiffSign";
import { MARKS } from "@/model/labels/architectureDifferences";
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

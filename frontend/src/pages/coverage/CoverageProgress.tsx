/** How much of the grid is settled, with the key to its marks. */
import type { Coverage } from "@/api/types";
import { StateGlyph } from "./CellMark";
import states from "./cellState.module.css";
import { CELL_STATES } from "./coverageCells";
import classes from "./coverageProgress.module.css";

const number = new Intl.NumberFormat("en-US");

export function CoverageProgress({ coverage }: { coverage: Coverage }) {
  const { percent, settled, applicable } = coverage;
  return (
    <div className={classes.summary}>
      <div className={classes.progress}>
        <span className={classes.percent}>{percent} %</span>
        <span className={classes.track} aria-hidden="true">
          <span style={{ width: `${percent}%` }} />
        </span>
        <span className={classes.settled}>
          {number.format(settled)} of {number.format(applicable)} cells settled
        </span>
      </div>
      <ul className={classes.legend} aria-label="Key">
        {CELL_STATES.map(({ id, label, meaning }) => (
          <li key={id} title={meaning}>
            <span
              className={`${classes.swatch} ${states.state}`}
              data-state={id}
              aria-hidden="true"
            >
              <StateGlyph state={id} />
            </span>
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

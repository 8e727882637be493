/** Shows the place in the condition that a message names, and leads there. */

import type { ErrorPosition } from "./conditionErrorPosition";
import classes from "./form.module.css";

export function ConditionError({ place, onGo }: { place: ErrorPosition; onGo: () => void }) {
  const { text, before } = place;
  return (
    <button type="button" className={classes.placeFrame} onClick={onGo} title="Go to this place">
      <code>
        {text.slice(0, before)}
        <mark className={classes.placeMark}>{text.slice(before, before + 1) || " "}</mark>
        {text.slice(before + 1)}
      </code>
    </button>
  );
}

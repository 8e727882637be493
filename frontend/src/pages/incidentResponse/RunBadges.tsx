/** Whether a response is open, and whether it is an exercise. */
import type { ResponseRunRow } from "@/api/types";
import classes from "./response.module.css";

export function RunBadges({ run }: { run: Pick<ResponseRunRow, "state" | "exercise"> }) {
  return (
    <span className={classes.badges}>
      {run.exercise && <span className={classes.badge}>Exercise</span>}
      <span className={classes.badge} data-state={run.state}>
        {run.state === "open" ? "Open" : "Closed"}
      </span>
    </span>
  );
}

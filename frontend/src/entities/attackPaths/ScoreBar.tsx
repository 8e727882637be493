/** How likely a path is taken, 0 to 100: a bar and a number; dashed when it depends on an unknown fact. */
import classes from "./attackPaths.module.css";

export function ScoreBar({ score, possible = false }: { score: number; possible?: boolean }) {
  return (
    <span className={classes.score} data-possible={possible || undefined}>
      <span className={classes.scoreTrack} aria-hidden="true">
        <span style={{ width: `${score}%` }} />
      </span>
      <span className={classes.scoreValue}>
        <span className={classes.hidden}>Score </span>
        {score}
      </span>
      {possible && <span className={classes.possibleTag}>Possible</span>}
    </span>
  );
}

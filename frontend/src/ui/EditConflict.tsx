/** Shows both versions of what two people have edited at the same time. */
import { Button } from "@mantine/core";
import classes from "./EditConflict.module.css";

/** A field in which two versions differ, in words. */
export interface DraftDifference {
  field: string;
  mine: string;
  theirs: string;
}

interface EditConflictProps {
  /** What was edited: "threat". */
  what: string;
  differences: readonly DraftDifference[];
  onTakeTheirs: () => void;
}

/** The form is long: what happened comes into sight. */
const reveal = (node: HTMLElement | null): void => node?.scrollIntoView({ block: "nearest" });

export function EditConflict({ what, differences, onTakeTheirs }: EditConflictProps) {
  return (
    <section
      ref={reveal}
      className={classes.root}
      role="alert"
      aria-label="Edited by another person"
    >
      <p className={classes.lead}>
        Another person has edited this {what} since you opened it. Save to replace their version
        with yours, or take theirs.
      </p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Yours</th>
            <th scope="col">Theirs</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ field, mine, theirs }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{mine || "none"}</td>
              <td>{theirs || "none"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button variant="default" size="compact-sm" onClick={onTakeTheirs}>
        Take theirs
      </Button>
    </section>
  );
}

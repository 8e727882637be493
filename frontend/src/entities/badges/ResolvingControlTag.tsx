/** Marks a control that changes the facts of a threat, so that an import can verify it. */
import { Tooltip } from "@mantine/core";
import classes from "./ResolvingControlTag.module.css";

export function ResolvingControlTag() {
  return (
    <Tooltip
      label="Changes the facts of the threat. An import that shows it verifies it."
      multiline
      maw={260}
    >
      <span className={classes.tag}>Fix</span>
    </Tooltip>
  );
}

/** The name of a stage while it is computed, and that this may take a while. */
import { Loader } from "@mantine/core";
import type { StageOutline } from "@/api/types";
import classes from "./stageHead.module.css";
import { STAGE_PURPOSES } from "./stageStatuses";

interface OutlineHeadProps {
  outline: StageOutline;
  computing: boolean;
}

export function OutlineHead({ outline, computing }: OutlineHeadProps) {
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h2 className={classes.title}>
          <span className={classes.number}>Stage {outline.number}</span>
          {outline.name}
        </h2>
      </div>
      <p className={classes.purpose}>{STAGE_PURPOSES[outline.number]}</p>
      {computing && (
        <p className={classes.waiting}>
          <Loader size={14} aria-hidden="true" />
          Computing the stages from the model. This takes a while for a large model.
          {outline.sections.length > 0 && " You can write in this stage already."}
        </p>
      )}
    </header>
  );
}

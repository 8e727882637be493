/** What has changed since a stage was computed, and since its approval: what made it stale, and what people edited. */
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { Stage, StageDifference } from "@/api/types";
import classes from "./changes.module.css";
import { byStage } from "./stageRows";

export function StageChanges({ stage }: { stage: Stage }) {
  return (
    <>
      {stage.outdated && (
        <p className={classes.box} data-tone="neutral" role="status">
          <IconInfoCircle size={16} aria-hidden="true" />
          Computed before the latest changes. The stages are being computed again.
        </p>
      )}
      {stage.changed.length > 0 && (
        <section className={classes.box} data-tone="warn" aria-label="Changes since approval">
          <IconAlertTriangle size={16} aria-hidden="true" />
          <div>
            <h3 className={classes.title}>
              Stale: what it rests on has changed since the approval
            </h3>
            {byStage(stage.changed).map(([number, changes]) => (
              <Changes
                key={number}
                label={number === stage.number ? "In the model" : `In stage ${number}`}
                changes={changes}
              />
            ))}
          </div>
        </section>
      )}
      {stage.edited.length > 0 && (
        <section className={classes.box} data-tone="neutral" aria-label="Edited since approval">
          <IconInfoCircle size={16} aria-hidden="true" />
          <div>
            <h3 className={classes.title}>Edited since the approval</h3>
            <Changes label="In this stage" changes={stage.edited} />
          </div>
        </section>
      )}
    </>
  );
}

function Changes({ label, changes }: { label: string; changes: readonly StageDifference[] }) {
  return (
    <div className={classes.group}>
      <span className={classes.label}>{label}</span>
      <ul className={classes.list}>
        {changes.map((one) => (
          <li key={`${one.section} ${one.text}`}>{one.text}</li>
        ))}
      </ul>
    </div>
  );
}

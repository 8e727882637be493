/** The day by which a mitigation is due, changed in place. */
import { IconAlertCircle } from "@tabler/icons-react";
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import { DateField } from "@/ui/DateField";
import { calendarDay } from "@/ui/time";
import classes from "./fields.module.css";
import { useMitigationChange } from "./useMitigationChange";

export function DueField({ mitigation }: { mitigation: Mitigation }) {
  const { canEdit } = useModel();
  const { due, overdue } = mitigation;
  return (
    <span
      className={classes.due}
      data-overdue={overdue}
      data-empty={due === null}
      data-editable={canEdit}
    >
      {canEdit ? (
        <DueInput mitigation={mitigation} />
      ) : (
        <span>{due ? calendarDay(due) : "No date"}</span>
      )}
      {overdue && (
        <span className={classes.overdue} title="Overdue">
          <IconAlertCircle size={14} aria-hidden="true" />
          <span className={classes.hidden}>Overdue</span>
        </span>
      )}
    </span>
  );
}

function DueInput({ mitigation }: { mitigation: Mitigation }) {
  const { number, due } = mitigation;
  const { change, conflict } = useMitigationChange(mitigation);
  return (
    <>
      <DateField
        className={classes.date}
        variant="unstyled"
        size="xs"
        aria-label={`Due date of M${number}`}
        placeholder="No due date"
        clearable
        settles
        value={due ?? ""}
        onChange={(day) => change({ due: day || null })}
      />
      {conflict}
    </>
  );
}

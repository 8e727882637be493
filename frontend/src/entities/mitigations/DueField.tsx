/** The day by which a mitigation is due, changed in place. */
import { IconAlertCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import { calendarDay } from "@/ui/time";
import classes from "./fields.module.css";
import { useMitigationChange } from "./useMitigationChange";

// While somebody types a year the field passes through years such as 0002.
const EARLIEST = "2000-01-01";
const PAUSE_MS = 900;

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
  const [text, setText] = useState(due ?? "");
  const saved = useRef(due ?? "");
  useEffect(() => {
    saved.current = due ?? "";
    setText(due ?? "");
  }, [due]);

  const save = (): void => {
    if (text === saved.current || (text !== "" && text < EARLIEST)) return;
    saved.current = text;
    change({ due: text || null });
  };
  // A day picked with the mouse leaves the focus in the field, so leaving it is not the only sign.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the text starts the pause
  useEffect(() => {
    const timer = setTimeout(save, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <>
      <input
        type="date"
        className={classes.date}
        aria-label={`Due date of M${number}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
      {conflict}
    </>
  );
}

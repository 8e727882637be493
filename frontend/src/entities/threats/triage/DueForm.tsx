/** Sets the day until which the selected threats are to be dealt with. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { DateField } from "@/ui/DateField";
import { calendarDay, localDay } from "@/ui/time";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

export function DueForm({ isPending, submit, onCancel }: TriageFormProps) {
  const [day, setDay] = useState("");
  const [refused, setRefused] = useState(false);
  const valid = day !== "";
  const onSubmit = (): void => {
    if (!valid) setRefused(true);
    else submit({ due: day }, `Due ${calendarDay(day)}`);
  };
  return (
    <TriageFormFrame submitLabel="Set due date" {...{ isPending, onSubmit, onCancel }}>
      <DateField
        data-autofocus
        label="Due date"
        value={day}
        error={refused && !valid && "Choose a day"}
        description={valid && day < localDay(new Date()) && "This day is past: overdue at once."}
        onChange={setDay}
      />
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: "flex-start" }}
        onClick={() => submit({ due: null }, "Due by severity")}
      >
        Use the team's days for the severity
      </Button>
    </TriageFormFrame>
  );
}

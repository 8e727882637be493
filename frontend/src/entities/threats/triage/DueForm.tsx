/** Sets the day until which the selected threats are to be dealt with. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { calendarDay } from "@/ui/time";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

const EARLIEST = "2000-01-01";

export function DueForm({ isPending, submit, onCancel }: TriageFormProps) {
  const [day, setDay] = useState("");
  const [refused, setRefused] = useState(false);
  const valid = day >= EARLIEST;
  const onSubmit = (): void => {
    if (!valid) setRefused(true);
    else submit({ due: day }, `Due ${calendarDay(day)}`);
  };
  return (
    <TriageFormFrame submitLabel="Set due date" {...{ isPending, onSubmit, onCancel }}>
      <TextInput
        data-autofocus
        type="date"
        label="Due date"
        value={day}
        error={refused && !valid && "Choose a day"}
        onChange={(event) => setDay(event.currentTarget.value)}
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

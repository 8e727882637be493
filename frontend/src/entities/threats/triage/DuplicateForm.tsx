/** Says which threat the selected ones repeat. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

export function DuplicateForm({ isPending, submit, onCancel }: TriageFormProps) {
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);
  const number = Number(/^\s*[Tt]?(\d{1,9})\s*$/.exec(text)?.[1] ?? 0);
  const onSubmit = (): void => {
    if (number < 1) setRefused(true);
    else submit({ duplicate_of: number }, `Duplicate of T${number}`);
  };
  return (
    <TriageFormFrame submitLabel="Link" {...{ isPending, onSubmit, onCancel }}>
      <TextInput
        data-autofocus
        label="Number of the other threat"
        placeholder="T12"
        value={text}
        error={refused && number < 1 && "Enter a number such as T12"}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: "flex-start" }}
        onClick={() => submit({ duplicate_of: null }, "No duplicate")}
      >
        It is no duplicate
      </Button>
    </TriageFormFrame>
  );
}

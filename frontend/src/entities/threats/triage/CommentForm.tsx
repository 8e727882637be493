/** Writes the same comment on each selected threat. */
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

const LONGEST = 4_000;

export function CommentForm({ isPending, submit, onCancel }: TriageFormProps) {
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);
  const empty = text.trim() === "";
  const onSubmit = (): void => {
    if (empty) setRefused(true);
    else submit({ comment: text.trim() }, "Commented");
  };
  return (
    <TriageFormFrame submitLabel="Comment" {...{ isPending, onSubmit, onCancel }}>
      <Textarea
        data-autofocus
        label="Comment"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={LONGEST}
        value={text}
        error={refused && empty && "Write a comment"}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </TriageFormFrame>
  );
}

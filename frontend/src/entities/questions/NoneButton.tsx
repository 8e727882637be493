/** Answers that a list is empty or that nobody is named, which is something else than not to know it. */
import { Button } from "@mantine/core";
import type { EmptyAnswer } from "@/model/labels/questionAnswers";

interface NoneButtonProps {
  answer: EmptyAnswer | null;
  onAnswer: (value: unknown) => void;
}

export function NoneButton({ answer, onAnswer }: NoneButtonProps) {
  if (!answer) return null;
  return (
    <Button size="xs" variant="default" onClick={() => onAnswer(answer.value)}>
      {answer.label}
    </Button>
  );
}

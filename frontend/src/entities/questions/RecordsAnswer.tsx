/** Answers a question for a list of records: none, or the entries one by one. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { OpenQuestion } from "./openQuestion";

const RecordsDialog = lazyWithRetry(() => import("./RecordsDialog"));

interface RecordsAnswerProps {
  question: OpenQuestion;
  onAnswer: (value: unknown) => void;
}

export function RecordsAnswer({ question, onAnswer }: RecordsAnswerProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const fields = question.fields ?? {};
  return (
    <>
      <Button.Group>
        <Button variant="default" size="compact-sm" px={14} onClick={() => onAnswer([])}>
          None
        </Button>
        {Object.keys(fields).length > 0 && (
          <Button variant="default" size="compact-sm" px={14} onClick={open}>
            List them
          </Button>
        )}
      </Button.Group>
      {opened && (
        <Suspense>
          <RecordsDialog
            title={question.text}
            fields={fields}
            ranges={question.ranges}
            onClose={close}
            onSubmit={(value) => {
              close();
              onAnswer(value);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

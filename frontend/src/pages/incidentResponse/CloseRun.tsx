/** Closes a response with its outcome. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import type { ResponseRun } from "@/api/types";
import { finishedCount } from "@/model/labels/incidentResponse";
import { lazyWithRetry } from "@/ui/codeLoading";
import { closeRun } from "./responseApiCalls";
import { useRunMutation } from "./useRunMutation";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

export function CloseRun({ run }: { run: ResponseRun }) {
  const [asking, ask] = useState(false);
  const close = useRunMutation(closeRun);
  const left = run.steps.length - finishedCount(run.steps);
  const open = left === 0 ? "" : `${left} ${left === 1 ? "step is" : "steps are"} still open. `;
  return (
    <>
      <Button variant="default" loading={close.isPending} onClick={() => ask(true)}>
        Close response
      </Button>
      {asking && (
        <Suspense>
          <NoteDialog
            title="Close the response"
            label="Outcome"
            description={`${open}A closed response does not change any more.`}
            missing="Say how it ended."
            submitLabel="Close response"
            maxLength={4_000}
            onClose={() => ask(false)}
            onSubmit={(outcome) => {
              ask(false);
              close.mutate({ run, outcome });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

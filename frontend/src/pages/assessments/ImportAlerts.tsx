/** Imports alerts of Falco, by a button or a drop on the page: into a new assessment, or one that is there. */
import { Button, FileButton } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useRef } from "react";
import type { Assessment } from "@/api/types";
import { useDropTarget } from "@/entities/imports/ModelImport";
import { toast } from "@/ui/toast";
import { useSearchParams } from "@/ui/useSearchParams";
import { importAlerts } from "./assessmentApiCalls";
import { useAssessmentMutation } from "./useAssessmentMutation";

const MOST_BYTES = 8 * 1024 * 1024;
const ACCEPTED = ".json,.jsonl,.ndjson,.log,.txt";
const HINT =
  "JSON output of Falco: one alert a line, or an array. Messages and command lines are not kept";

export function ImportAlerts({ assessment }: { assessment: Pick<Assessment, "id"> | null }) {
  const [, setAddress] = useSearchParams();
  const reset = useRef<() => void>(null);
  const send = useAssessmentMutation(importAlerts);
  const take = (file: File | null | undefined): void => {
    reset.current?.(); // so that the same file can be chosen again
    if (!file || send.isPending) return;
    if (file.size > MOST_BYTES) {
      toast.error(`${file.name} is larger than 8 MB. Split it.`);
      return;
    }
    send.mutate(
      { file, assessment },
      { onSuccess: (found) => setAddress({ assessment: found.id }) },
    );
  };
  useDropTarget({
    label: "Drop to import alerts of Falco",
    hint: HINT,
    onFiles: (files) => {
      if (files.length > 1) toast.error("Drop one file of alerts at a time.");
      else take(files[0]?.file);
    },
  });
  return (
    <FileButton resetRef={reset} accept={ACCEPTED} onChange={take}>
      {(props) => (
        <Button
          {...props}
          variant="default"
          loading={send.isPending}
          title={HINT}
          leftSection={<IconFileImport size={15} aria-hidden="true" />}
        >
          {assessment ? "Import more alerts" : "Import Falco alerts"}
        </Button>
      )}
    </FileButton>
  );
}

/** The button that exports the model of the page to another tool. */
import { Button } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/lazyWithRetry";

const ExportDialog = lazyWithRetry(() => import("./ExportDialog"));

export function ExportModel() {
  const { id, row } = useModel();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileExport size={15} aria-hidden="true" />}
        onClick={() => setOpened(true)}
      >
        Export model
      </Button>
      {opened && (
        <Suspense>
          <ExportDialog model={id} name={row?.name ?? ""} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}

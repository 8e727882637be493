/** Asks another person to accept the risk of all threats that are selected. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import type { ThreatSelectionControl } from "./useThreatSelection";

const RequestAcceptanceDialog = lazyWithRetry(
  () => import("@/entities/acceptances/RequestAcceptanceDialog"),
);

export function AcceptSelected({ selection }: { selection: ThreatSelectionControl }) {
  const { id } = useModel();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
        Accept risk
      </Button>
      {asking && (
        <Suspense>
          <RequestAcceptanceDialog
            model={id}
            selection={selection.request}
            count={selection.count}
            severity="medium"
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </>
  );
}

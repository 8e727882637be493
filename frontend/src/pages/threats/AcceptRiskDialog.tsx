/** The dialog that asks another person to accept risk. It is loaded with the page, so that no key is lost. */
import { Suspense } from "react";
import type { Severity, ThreatRow } from "@/api/types";
import { useModel } from "@/session/useModel";
import { lazyWithRetry, usePreloaded } from "@/ui/codeLoading";
import { selectedSeverity } from "./selectedSeverity";
import type { AcceptRisk } from "./useAcceptRisk";

const load = () => import("@/entities/acceptances/RequestAcceptanceDialog");
const RequestAcceptanceDialog = lazyWithRetry(load);

interface AcceptRiskDialogProps extends AcceptRisk {
  /** Those of the table. */
  rows: readonly ThreatRow[];
  /** Of the selected rows, also of those on other pages; null where it is not known. */
  worst: Severity | null;
}

export function AcceptRiskDialog({ asking, close, rows, worst }: AcceptRiskDialogProps) {
  const { id } = useModel();
  usePreloaded(load);
  if (!asking) return null;
  return (
    <Suspense>
      <RequestAcceptanceDialog
        model={id}
        selection={asking.selection}
        count={asking.count}
        severity={worst ?? selectedSeverity(rows, asking.selection)}
        onClose={close}
      />
    </Suspense>
  );
}

/** The dialog that asks another person to accept risk. It is loaded with the page, so that no key is lost. */
import { Suspense } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry, usePreloaded } from "@/ui/codeLoading";
import type { AcceptRisk } from "./useAcceptRisk";

const load = () => import("@/entities/acceptances/RequestAcceptanceDialog");
const RequestAcceptanceDialog = lazyWithRetry(load);

export function AcceptRiskDialog({ asking, close }: Pick<AcceptRisk, "asking" | "close">) {
  const { id } = useModel();
  usePreloaded(load);
  if (!asking) return null;
  return (
    <Suspense>
      <RequestAcceptanceDialog
        model={id}
        selection={asking.selection}
        count={asking.count}
        severity={asking.severity ?? "medium"}
        onClose={close}
      />
    </Suspense>
  );
}

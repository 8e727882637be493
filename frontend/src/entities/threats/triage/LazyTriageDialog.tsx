/** The dialog of triage. It is loaded with the page, so that what is typed after a key finds its field. */
import { Suspense } from "react";
import { lazyWithRetry, usePreloaded } from "@/ui/codeLoading";
import type { Triage } from "./useTriage";

const load = () => import("./TriageDialog");
const TriageDialog = lazyWithRetry(load);

export function LazyTriageDialog({ triage }: { triage: Triage }) {
  usePreloaded(load);
  return <Suspense>{triage.asking && <TriageDialog triage={triage} />}</Suspense>;
}

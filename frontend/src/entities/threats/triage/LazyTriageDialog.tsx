/** The dialog of triage. It is loaded with the page, so that what is typed after a key finds its field. */
import { Suspense, useEffect } from "react";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import type { Triage } from "./useTriage";

const load = () => import("./TriageDialog");
const TriageDialog = lazyWithRetry(load);

export function LazyTriageDialog({ triage }: { triage: Triage }) {
  useEffect(() => {
    load().catch(() => undefined); // without a connection it is loaded when it is needed
  }, []);
  return <Suspense>{triage.asking && <TriageDialog triage={triage} />}</Suspense>;
}

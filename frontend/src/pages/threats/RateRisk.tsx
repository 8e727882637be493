/** Opens the rating of a threat where its model is rated by a method that asks people. */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { ThreatDetail } from "@/api/types";
import { useModel } from "@/session/useModel";
import { importWithRetry } from "@/ui/codeLoading";

const RateRiskDialog = lazy(() => importWithRetry(() => import("./RateRiskDialog")));

export function RateRisk({ threat }: { threat: ThreatDetail }) {
  const { canEdit } = useModel();
  const [opened, setOpened] = useState(false);
  if (!canEdit || threat.risk.method === "facts") return null;
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
        {threat.risk.method === "owasp" ? "Rate factors" : "Enter CVSS vector"}
      </Button>
      {opened && (
        <Suspense>
          <RateRiskDialog threat={threat} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}

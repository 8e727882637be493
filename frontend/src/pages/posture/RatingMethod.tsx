/** How the risk of the model is rated, and the way to change that. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { riskMethodQuery } from "@/entities/risk/queries";
import { METHOD_LABELS } from "@/model/labels/risk";
import { useModel } from "@/session/useModel";
import { importWithRetry } from "@/ui/codeLoading";
import classes from "./risk.module.css";

const RatingMethodDialog = lazy(() => importWithRetry(() => import("./RatingMethodDialog")));

export function RatingMethod() {
  const { id, canEdit } = useModel();
  const method = useQuery(riskMethodQuery(id)).data;
  const [opened, setOpened] = useState(false);
  if (!method) return null;
  return (
    <p className={classes.method}>
      Rated by: {METHOD_LABELS[method.method]}
      {canEdit && (
        <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
          Change method
        </Button>
      )}
      {opened && (
        <Suspense>
          <RatingMethodDialog method={method} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </p>
  );
}

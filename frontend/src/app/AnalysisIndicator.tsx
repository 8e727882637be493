/** Says that the model is being analyzed, when that takes longer than a moment. */
import { Loader } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useLive } from "@/entities/live/LiveProvider";
import classes from "./AnalysisIndicator.module.css";
import { watchAnalyses } from "./analysisProgress";

export function AnalysisIndicator() {
  const live = useLive();
  const [slow, setSlow] = useState(false);
  const analyses = useMemo(() => watchAnalyses(setSlow), []);
  // The server tells what is under way as soon as the socket opens: the ear is there before it.
  const listen = live?.listen;
  useEffect(() => listen?.(analyses.hear), [listen, analyses]);
  const closed = live?.state === "closed";
  useEffect(() => {
    if (closed) analyses.clear();
  }, [closed, analyses]);
  useEffect(() => analyses.clear, [analyses]);
  return (
    <div role="status" className={classes.region}>
      {slow && (
        <p className={classes.pill}>
          <Loader size={12} aria-hidden="true" />
          Analyzing…
        </p>
      )}
    </div>
  );
}

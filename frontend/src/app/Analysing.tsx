/** Says that the model is being analysed, when that takes longer than a moment. */
import { Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import classes from "./Analysing.module.css";
import { useLive } from "./LiveProvider";
import { watchAnalyses } from "./slowAnalyses";

export function Analysing() {
  const live = useLive();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (live?.state !== "open") return;
    const analyses = watchAnalyses(setSlow);
    const stop = live.listen(analyses.hear);
    return () => {
      stop();
      analyses.clear();
    };
  }, [live]);
  return (
    <div role="status" className={classes.region}>
      {slow && (
        <p className={classes.pill}>
          <Loader size={12} aria-hidden="true" />
          Analysing…
        </p>
      )}
    </div>
  );
}

/** Which issue tracker is meant; nothing to choose where there is one. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Tracker } from "@/api/types";
import { projectAt } from "./trackerKinds";
import classes from "./trackers.module.css";
import { useTrackers } from "./useTrackers";

/** The chosen tracker; at first one that works. */
export function useChosenTracker(): [Tracker | undefined, (id: string) => void] {
  const trackers = useTrackers();
  const [id, setId] = useState<string | null>(null);
  const working = trackers.find(({ state }) => state === "ok") ?? trackers[0];
  return [trackers.find((one) => one.id === id) ?? working, setId];
}

interface TrackerSelectProps {
  chosen: Tracker | undefined;
  onChoose: (id: string) => void;
}

export function TrackerSelect({ chosen, onChoose }: TrackerSelectProps) {
  const trackers = useTrackers();
  return (
    <div>
      {trackers.length > 1 ? (
        <NativeSelect
          label="Tracker"
          description={chosen && projectAt(chosen)}
          data={trackers.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen?.id ?? ""}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      ) : (
        chosen && (
          <p className={classes.meta}>
            {chosen.name}: {projectAt(chosen)}
          </p>
        )
      )}
      {chosen?.state === "failing" && (
        <p className={classes.fault} role="status">
          The connection fails: {chosen.fault} Issues wait until an owner of the team has repaired
          it.
        </p>
      )}
    </div>
  );
}

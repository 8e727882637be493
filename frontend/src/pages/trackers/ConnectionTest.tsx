/** Tests the stored connection, and shows what was found beside the button. */
import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import type { Tracker, TrackerTest } from "@/api/types";
import { trackersQuery } from "@/entities/trackers/queries";
import { connectionTestQuery } from "./queries";
import classes from "./trackerForm.module.css";

interface ConnectionTestProps {
  team: string;
  tracker: Tracker;
  /** The form has another connection than the one that is stored. */
  unsaved: boolean;
}

export function ConnectionTest({ team, tracker, unsaved }: ConnectionTestProps) {
  const client = useQueryClient();
  const test = useQuery({ ...connectionTestQuery(team, tracker.id), enabled: false });
  const run = async (): Promise<void> => {
    await test.refetch();
    await client.invalidateQueries({ queryKey: trackersQuery(team).queryKey, exact: true });
  };
  return (
    <div className={classes.test}>
      <Button
        variant="default"
        loading={test.isFetching}
        disabled={unsaved}
        title={unsaved ? "Save the changes first" : undefined}
        onClick={() => void run()}
      >
        Test connection
      </Button>
      <div role="status" className={classes.answer}>
        {!test.isFetching && test.error && <p className={classes.bad}>{messageOf(test.error)}</p>}
        {!test.isFetching && test.data && !unsaved && <Checks test={test.data} />}
        {!test.isFetching && !test.data && !test.error && tracker.state === "failing" && (
          <p className={classes.bad}>The connection fails: {tracker.fault}</p>
        )}
      </div>
    </div>
  );
}

const NAMES: Readonly<Record<TrackerTest["checks"][number]["name"], string>> = {
  address: "Address",
  credentials: "Token",
  project: "Project",
  create: "Creating issues",
};

function Checks({ test: { ok, checks } }: { test: TrackerTest }) {
  return (
    <>
      <p className={ok ? classes.good : classes.bad}>
        {ok ? "The connection works." : "The connection does not work."}
      </p>
      <ul className={classes.checks}>
        {checks.map((check) => (
          <li key={check.name} data-ok={check.ok}>
            {check.ok ? (
              <IconCircleCheck size={15} aria-label="Passed" />
            ) : (
              <IconCircleX size={15} aria-label="Failed" />
            )}
            <span>
              {NAMES[check.name]}
              {check.text && `: ${check.text}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One decision about all requests that are selected. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import type { AcceptanceAction } from "@/entities/acceptances/useAcceptanceAction";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./acceptances.module.css";
import type { AcceptanceSelection } from "./useAcceptanceSelection";

const AcceptanceActionDialog = lazyWithRetry(
  () => import("@/entities/acceptances/AcceptanceActionDialog"),
);

const DECISIONS: readonly { act: AcceptanceAction; label: string }[] = [
  { act: "approve", label: "Approve" },
  { act: "ask-back", label: "Ask back" },
  { act: "reject", label: "Reject" },
];

interface DecideBarProps {
  team: string;
  selection: AcceptanceSelection;
}

export function DecideBar({ team, selection }: DecideBarProps) {
  const [act, setAct] = useState<AcceptanceAction | null>(null);
  const { chosen, clear } = selection;
  if (chosen.length === 0) return null;
  return (
    <section className={classes.bar} aria-label="Selected requests">
      <strong role="status">{chosen.length.toLocaleString("en-US")} selected</strong>
      {DECISIONS.map((one) => (
        <Button key={one.act} variant="default" size="compact-sm" onClick={() => setAct(one.act)}>
          {one.label}
        </Button>
      ))}
      <Button
        className={classes.barEnd}
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={clear}
      >
        Clear
      </Button>
      {act && (
        <Suspense>
          <AcceptanceActionDialog
            team={team}
            act={act}
            acceptances={chosen}
            onClose={() => setAct(null)}
            onDone={clear}
          />
        </Suspense>
      )}
    </section>
  );
}

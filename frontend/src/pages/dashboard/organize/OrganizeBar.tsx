/** What can be done with the selected models. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import type { ModelFacets, ModelRow, Person } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import { SelectionBar } from "@/ui/SelectionBar";
import type { RowSelectionControl } from "@/ui/useRowSelection";
import type { OrganizeMode } from "./OrganizeDialog";

const OrganizeDialog = lazyWithRetry(() => import("./OrganizeDialog"));

const MODES: readonly { mode: OrganizeMode; label: string }[] = [
  { mode: "folder", label: "Move to folder" },
  { mode: "owner", label: "Assign owner" },
  { mode: "tags", label: "Tags" },
];

interface OrganizeBarProps {
  team: string;
  selection: RowSelectionControl<ModelRow>;
  facets: ModelFacets | undefined;
  people: readonly Person[];
}

export function OrganizeBar({ team, selection, facets, people }: OrganizeBarProps) {
  const [mode, setMode] = useState<OrganizeMode | null>(null);
  const { chosen, clear } = selection;
  return (
    <SelectionBar label="Selected models" count={chosen.length} onClear={clear}>
      {MODES.map((one) => (
        <Button
          key={one.mode}
          variant="default"
          size="compact-sm"
          onClick={() => setMode(one.mode)}
        >
          {one.label}
        </Button>
      ))}
      {mode && (
        <Suspense>
          <OrganizeDialog
            mode={mode}
            team={team}
            models={chosen}
            facets={facets}
            people={people}
            onClose={() => setMode(null)}
            onDone={clear}
          />
        </Suspense>
      )}
    </SelectionBar>
  );
}

/** What can be done with the selected mitigations: create issues for them. */
import { Button } from "@mantine/core";
import type { Mitigation } from "@/api/types";
import { useBulkIssues } from "@/entities/trackers/useBulkIssues";
import { SelectionBar } from "@/ui/SelectionBar";
import type { RowSelectionControl } from "@/ui/useRowSelection";

export function CreateIssuesBar({ selection }: { selection: RowSelectionControl<Mitigation> }) {
  const { chosen, clear } = selection;
  const count = chosen.length;
  const label =
    count === 1 ? `M${chosen[0]?.number}` : `${count.toLocaleString("en-US")} mitigations`;
  const target = { mitigations: { all: false, numbers: chosen.map(({ number }) => number) } };
  const issues = useBulkIssues({ target, count, label }, clear);
  return (
    <>
      {issues.start && (
        <SelectionBar label="Selected mitigations" count={count} onClear={clear}>
          <Button variant="default" size="compact-sm" onClick={issues.start}>
            Create issues…
          </Button>
        </SelectionBar>
      )}
      {issues.dialog}
    </>
  );
}

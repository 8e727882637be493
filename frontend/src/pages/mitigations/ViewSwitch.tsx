/** Shows the mitigations as a table, by status, by due date, or what could become one. */
import { SegmentedControl } from "@mantine/core";
import { useSearchParams } from "@/ui/useSearchParams";

const VIEWS = [
  { value: "table", label: "Table" },
  { value: "board", label: "Board" },
  { value: "calendar", label: "Calendar" },
  { value: "suggested", label: "Suggested" },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** The view that the address names; the table where it names none. */
export function viewOf(named: unknown): View {
  return VIEWS.find(({ value }) => value === named)?.value ?? "table";
}

export function ViewSwitch() {
  const [address, setAddress] = useSearchParams();
  return (
    <SegmentedControl
      size="sm"
      aria-label="View"
      data={[...VIEWS]}
      value={viewOf(address.view)}
      onChange={(next) =>
        setAddress((now) => ({
          ...now,
          page: undefined,
          view: next === "table" ? undefined : next,
        }))
      }
    />
  );
}

/** Shows the mitigations as a table, by status, by due date, what could become one, or what issue trackers propose. */
import { SegmentedControl } from "@mantine/core";
import { useDecisionCount } from "@/entities/trackers/useTrackerDecisions";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./viewSwitch.module.css";

const VIEWS = [
  { value: "table", label: "Table" },
  { value: "board", label: "Board" },
  { value: "calendar", label: "Calendar" },
  { value: "suggested", label: "Suggested" },
  { value: "trackers", label: "From trackers" },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** The view that the address names; the table where it names none. */
export function viewOf(named: unknown): View {
  return VIEWS.find(({ value }) => value === named)?.value ?? "table";
}

export function ViewSwitch() {
  const [address, setAddress] = useSearchParams();
  const waiting = useDecisionCount();
  const current = viewOf(address.view);
  // Who has no tracker has no use for the view; an address that names it shows it all the same.
  const views = VIEWS.filter(
    ({ value }) => value !== "trackers" || value === current || waiting !== null,
  );
  return (
    <SegmentedControl
      size="sm"
      aria-label="View"
      withItemsBorders={false}
      {...(views.length > 4 && { classNames: { root: classes.five } })}
      data={views.map(({ value, label }) => ({
        value,
        label: value === "trackers" && waiting ? `${label} (${waiting})` : label,
      }))}
      value={current}
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

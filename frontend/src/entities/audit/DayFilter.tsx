/** The first or the last day of a list, kept in the address. */
import { DateField } from "@/ui/DateField";
import type { ListParams } from "@/ui/useListParams";
import classes from "./audit.module.css";

interface DayFilterProps {
  /** The query parameter. */
  id: "since" | "until";
  label: string;
  params: ListParams;
}

export function DayFilter({ id, label, params }: DayFilterProps) {
  const [day = ""] = params.filter(id);
  return (
    <DateField
      className={classes.date}
      aria-label={`${label} day`}
      title="Days are counted in UTC"
      placeholder="Any day"
      leftSection={label}
      leftSectionWidth={52}
      clearable
      settles
      value={day}
      onChange={(value) => params.setFilter(id, value ? [value] : [])}
    />
  );
}

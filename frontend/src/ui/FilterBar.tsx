/** Search and filters above a list. What is chosen shows as chips and stands in the address. */
import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./FilterBar.module.css";
import { FilterMenu } from "./FilterMenu";
import type { Filter } from "./filterTypes";
import { SearchInput } from "./SearchInput";
import type { ListParams } from "./useListParams";

interface FilterBarProps {
  params: ListParams;
  filters?: readonly Filter[];
  searchLabel?: string;
  /** Shown at the end of the bar, such as a view switch. */
  children?: ReactNode;
}

export function FilterBar({ params, filters = [], searchLabel, children }: FilterBarProps) {
  const chosen = filters.flatMap((filter) =>
    params.filter(filter.id).map((value) => ({ filter, value })),
  );
  return (
    <search className={classes.root}>
      <div className={classes.bar}>
        {searchLabel && (
          <SearchInput label={searchLabel} value={params.search} onChange={params.setSearch} />
        )}
        {filters.map((filter) => (
          <FilterMenu key={filter.id} filter={filter} params={params} />
        ))}
        {children && <div className={classes.end}>{children}</div>}
      </div>
      {chosen.length > 0 && (
        <ul className={classes.chips} aria-label="Active filters">
          {chosen.map(({ filter, value }) => (
            <li key={`${filter.id}:${value}`}>
              <FilterChip
                filter={filter}
                value={value}
                onRemove={() => params.toggleFilter(filter.id, value)}
              />
            </li>
          ))}
          <li>
            <Button variant="subtle" color="gray" size="compact-xs" onClick={params.clear}>
              Clear all
            </Button>
          </li>
        </ul>
      )}
    </search>
  );
}

function FilterChip({
  filter,
  value,
  onRemove,
}: {
  filter: Filter;
  value: string;
  onRemove: () => void;
}) {
  const option = filter.options.find((one) => one.value === value);
  const label = option?.label ?? value;
  return (
    <span className={classes.chip}>
      <span className={classes.chipName}>{filter.label}</span>
      {option?.icon}
      {label}
      <button
        type="button"
        className={classes.remove}
        onClick={onRemove}
        aria-label={`Remove filter ${filter.label}: ${label}`}
      >
        <IconX size={12} aria-hidden="true" />
      </button>
    </span>
  );
}

/** Search and filters above a list. What is chosen shows as chips and stands in the address.
 *  On a phone several filters are behind one button, so that the list begins on the first screen. */
import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconX } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
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

// As many fit in one row of a phone.
const UNFOLDED = 2;

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
        <FilterMenus params={params} filters={filters} chosen={chosen.length} />
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

interface FilterMenusProps {
  params: ListParams;
  filters: readonly Filter[];
  /** How many values are chosen. */
  chosen: number;
}

function FilterMenus({ params, filters, chosen }: FilterMenusProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const folds = filters.length > UNFOLDED;
  return (
    <>
      {folds && (
        <Button
          variant="default"
          className={classes.fold}
          aria-expanded={open}
          aria-controls={id}
          leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden="true" />}
          onClick={() => setOpen(!open)}
        >
          Filters{chosen > 0 && ` (${chosen})`}
        </Button>
      )}
      <div id={id} className={classes.menus} data-folded={folds && !open}>
        {filters.map((filter) => (
          <FilterMenu key={filter.id} filter={filter} params={params} />
        ))}
      </div>
    </>
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

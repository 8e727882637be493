/** One filter: a button that opens its options. */
import { Button, Checkbox, Popover } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Suspense } from "react";
import { lazyWithRetry } from "./codeLoading";
import classes from "./FilterBar.module.css";
import type { Filter, FilterOption } from "./filterTypes";
import type { ListParams } from "./useListParams";

// Few filters take a single value; the others need not load it.
const SingleValueFilterOption = lazyWithRetry(() => import("./SingleValueFilterOption"));

export function FilterMenu({ filter, params }: { filter: Filter; params: ListParams }) {
  const chosen = params.filter(filter.id);
  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal offset={4}>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.menuButton}
          data-active={chosen.length > 0}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {filter.label}
          {chosen.length > 0 && <span className={classes.menuCount}>{chosen.length}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <fieldset className={classes.options}>
          <legend className={classes.legend}>{filter.label}</legend>
          {filter.options.map((option) => (
            <Option key={option.value} filter={filter} option={option} params={params} />
          ))}
          {filter.options.length === 0 && <p className={classes.none}>Nothing to filter by.</p>}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}

function Option({
  filter,
  option,
  params,
}: {
  filter: Filter;
  option: FilterOption;
  params: ListParams;
}) {
  const checked = params.filter(filter.id).includes(option.value);
  const label = (
    <span className={classes.optionLabel}>
      {option.icon}
      <span>{option.label}</span>
      {option.count !== undefined && <span className={classes.optionCount}>{option.count}</span>}
    </span>
  );
  const shared = {
    checked,
    label,
    size: "xs",
    classNames: {
      root: classes.option ?? "",
      body: classes.optionBody ?? "",
      labelWrapper: classes.optionWrap ?? "",
    },
  };
  if (!filter.single) {
    return <Checkbox {...shared} onChange={() => params.toggleFilter(filter.id, option.value)} />;
  }
  return (
    <Suspense>
      <SingleValueFilterOption
        {...shared}
        name={filter.id}
        onChange={() => params.setFilter(filter.id, checked ? [] : [option.value])}
      />
    </Suspense>
  );
}

/** What stands out on the canvas: elements and flows with threats of some severities, or with some data. */
import { Button, Checkbox, Popover, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { allDataSetsQuery } from "../../data/queries";
import { NO_FILTERS } from "../../model/filters";
import { SEVERITIES } from "../../model/severity";
import { SeverityBadge } from "../../ui/SeverityBadge";
import type { EditorState } from "../useEditor";
import classes from "./toolbar.module.css";

export function FilterMenu({ editor }: { editor: EditorState }) {
  const { match } = editor;
  const words = match ? `${match.found.size} match` : "";
  return (
    <Popover position="bottom-start" trapFocus returnFocus offset={6}>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.button}
          aria-label={match ? `Filter, ${words}` : "Filter"}
          leftSection={<IconFilter size={16} aria-hidden="true" />}
        >
          <span className={classes.label}>Filter</span>
          {match && <span className={classes.hiddenCount}>{words}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu}>
        <FilterForm editor={editor} />
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterForm({ editor }: { editor: EditorState }) {
  const { filters, setFilters, match, model } = editor;
  const sets = useQuery(allDataSetsQuery(model)).data?.results ?? [];
  const toggle = (severity: (typeof SEVERITIES)[number]): void => {
    const others = filters.severities.filter((one) => one !== severity);
    const was = others.length < filters.severities.length;
    setFilters({ ...filters, severities: was ? others : [...others, severity] });
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legendTitle}>Let stand out what has threats</legend>
      {SEVERITIES.map((severity) => (
        <Checkbox
          key={severity}
          size="xs"
          checked={filters.severities.includes(severity)}
          onChange={() => toggle(severity)}
          label={<SeverityBadge severity={severity} variant="plain" />}
          classNames={{ root: classes.option ?? "" }}
        />
      ))}
      {sets.length > 0 && (
        <Select
          size="xs"
          mx={8}
          my={6}
          label="Holds or carries"
          placeholder="Any data"
          clearable
          comboboxProps={{ withinPortal: false }}
          data={sets.map(({ uid, name }) => ({ value: uid, label: name }))}
          value={filters.dataSet}
          onChange={(dataSet) => setFilters({ ...filters, dataSet })}
        />
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        mx={4}
        my={4}
        disabled={!match}
        onClick={() => setFilters(NO_FILTERS)}
      >
        Clear
      </Button>
    </fieldset>
  );
}

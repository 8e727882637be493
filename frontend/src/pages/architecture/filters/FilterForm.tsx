/** The filters of the canvas: what matches all of them stands out, the rest steps back. */
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { canvasFiltersQuery } from "@/api/architectureQueries";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { allDataSetsQuery } from "@/entities/dataSets/queries";
import { toggled } from "@/model/canvas/filterChips";
import { isFiltered, NO_FILTERS } from "@/model/canvas/filterMatches";
import { TRUST_LEVELS, trustCounts, trustLabel } from "@/model/canvas/trustLevels";
import { SEVERITIES } from "@/model/graph/severity";
import { sentenceCase } from "@/model/labels/categories";
import { STAGES } from "@/model/labels/controls";
import type { EditorState } from "../editorState/editorState";
import { FilterGroup, FilterOption } from "./FilterGroup";
import { FlowChainOptions } from "./FlowChainOptions";
import classes from "./filters.module.css";

export default function FilterForm({ editor }: { editor: EditorState }) {
  const { filters, setFilters, tree, model } = editor;
  const places = useQuery(canvasFiltersQuery(model)).data;
  const elements = [...tree.byUid.values()];
  const { severities, stages, trust } = filters;
  const trusted = trustCounts(editor.editSnapshot);
  return (
    <>
      <FilterGroup title="Has open threats">
        {SEVERITIES.map((severity) => (
          <FilterOption
            key={severity}
            label={<SeverityBadge severity={severity} variant="plain" />}
            count={elements.filter(({ threats }) => threats[severity] > 0).length}
            checked={severities.includes(severity)}
            onChange={() => setFilters({ ...filters, severities: toggled(severities, severity) })}
          />
        ))}
      </FilterGroup>
      <FilterGroup
        title="Has open threats that are answered at"
        note="By the stage of the controls."
      >
        {STAGES.map((stage) => (
          <FilterOption
            key={stage}
            label={sentenceCase(stage)}
            count={places?.lifecycle[stage]?.filter((uid) => tree.byUid.has(uid)).length}
            checked={stages.includes(stage)}
            onChange={() => setFilters({ ...filters, stages: toggled(stages, stage) })}
          />
        ))}
      </FilterGroup>
      <FilterGroup
        title="In a zone that is"
        note="As said of the nearest zone around it, else as its kind suggests. Select a zone to say otherwise."
      >
        {TRUST_LEVELS.map((level) => (
          <FilterOption
            key={level}
            label={trustLabel(level)}
            count={trusted.get(level)?.elements}
            hint={assumedWords(trusted.get(level))}
            checked={trust.includes(level)}
            onChange={() => setFilters({ ...filters, trust: toggled(trust, level) })}
          />
        ))}
      </FilterGroup>
      <DataSetChoice editor={editor} />
      <FlowChainOptions editor={editor} />
      <Button
        className={classes.clear}
        variant="subtle"
        size="compact-sm"
        disabled={!isFiltered(filters)}
        onClick={() => setFilters(NO_FILTERS)}
      >
        Clear all filters
      </Button>
    </>
  );
}

function assumedWords(count: { elements: number; assumed: number } | undefined): string {
  if (!count || count.assumed === 0) return "";
  const some = count.assumed < count.elements ? `${count.assumed} assumed` : "Assumed";
  return `${some} from the kind`;
}

function DataSetChoice({ editor }: { editor: EditorState }) {
  const { filters, setFilters, model } = editor;
  const sets = useQuery(allDataSetsQuery(model)).data?.results ?? [];
  if (sets.length === 0) return null;
  return (
    <Select
      size="xs"
      className={classes.choice}
      label="Holds or carries"
      placeholder="Any data"
      clearable
      clearButtonProps={{ "aria-label": "Any data" }}
      comboboxProps={{ withinPortal: false }}
      data={sets.map(({ uid, name }) => ({ value: uid, label: name }))}
      value={filters.dataSet}
      onChange={(dataSet) => setFilters({ ...filters, dataSet })}
    />
  );
}

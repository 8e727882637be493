/** Search and filters above the first column. */
import { NativeSelect, SegmentedControl, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import { SearchInput } from "@/ui/SearchInput";
import classes from "./analysis.module.css";
import type { Analysis } from "./useAnalysisSelection";

const EVERY_KIND = { value: "", label: "Every kind" };

export function SubjectFilters({
  analysis,
  count,
}: {
  analysis: Analysis;
  count: number | undefined;
}) {
  const { type, search, kind, all, change } = analysis;
  const kinds = useQuery(catalogueQuery()).data?.kinds ?? [];
  return (
    <div className={classes.filters}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="What to go through"
        value={type}
        onChange={(value) => change({ type: value, kind: "", subject: "", threat: "" })}
        data={[
          { value: "element", label: "Elements" },
          { value: "flow", label: "Data flows" },
        ]}
      />
      <SearchInput
        label={type === "flow" ? "Search flows" : "Search elements"}
        value={search}
        onChange={(text) => change({ search: text })}
      />
      <div className={classes.filterLine}>
        {type === "element" && (
          <NativeSelect
            size="xs"
            className={classes.kind}
            aria-label="Kind"
            value={kind}
            onChange={(event) => change({ kind: event.currentTarget.value })}
            data={[EVERY_KIND, ...kinds.map((one) => ({ value: one.id, label: one.label }))]}
          />
        )}
        <Switch
          size="xs"
          label="With threats"
          checked={!all}
          onChange={() => change({ all: all ? "" : "1" })}
        />
        <span className={classes.count}>{count?.toLocaleString("en-US")}</span>
      </div>
    </div>
  );
}

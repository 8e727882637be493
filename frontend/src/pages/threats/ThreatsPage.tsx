/** Every threat of the model as one table: filtered, sorted, searched and paged at the server. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { AddThreat } from "@/entities/threats/AddThreat";
import { type Certainty, FoundOrPossibleSwitch } from "@/entities/threats/FoundOrPossibleSwitch";
import { useModel } from "@/session/useModel";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { calendarDay } from "@/ui/time";
import { ElementFilter } from "./ElementFilter";
import { ExportMenu } from "./ExportMenu";
import { GroupMenu } from "./GroupMenu";
import { SavedFilters } from "./SavedFilters";
import { ThreatTable } from "./ThreatTable";
import { ThreatTotals } from "./ThreatTotals";
import { TopThreatsSwitch } from "./TopThreatsSwitch";
import classes from "./threats.module.css";
import { useThreatFilterDefinitions } from "./useThreatFilterDefinitions";
import { useThreatList } from "./useThreatList";

export default function ThreatsPage() {
  const { id, row } = useModel();
  const list = useThreatList();
  const { params, certainty, query, budget } = list;
  const filters = useThreatFilterDefinitions(query.data?.facets, {
    rule: params.filter("rule")[0],
    cause: params.filter("cause")[0],
    dataSet: params.filter("data_set")[0],
    foldedUnder: params.filter("folded_under")[0],
    hardeningOf: params.filter("hardening_of")[0],
  });
  const isEmpty = row?.element_count === 0 && !query.data?.count && !params.narrowed;
  return (
    <Page title="Threats">
      <PageHeader
        title="Threats"
        meta={
          query.data && (
            <ThreatTotals list={query.data} certainty={certainty} narrowed={params.narrowed} />
          )
        }
        description={`${DESCRIPTIONS[certainty]}${row?.analyzed_on ? ` Analyzed on ${calendarDay(row.analyzed_on)}.` : ""}`}
        actions={
          <>
            <AddThreat shortcut="+" />
            <ExportMenu list={list} />
            <Button variant="default" component={Link} to={`/m/${id}/analysis`}>
              Go to Analysis
            </Button>
          </>
        }
      />
      {!isEmpty && (
        <>
          <div className={classes.certainty}>
            <FoundOrPossibleSwitch
              value={certainty}
              counts={query.data?.facets.certainty}
              onChange={list.setCertainty}
            />
            <TopThreatsSwitch budget={budget} />
            <SavedFilters filters={filters} />
          </div>
          <FilterBar
            params={params}
            filters={filters}
            searchLabel="Search title, element or number"
          >
            <GroupMenu possible={certainty === "possible"} />
            <ElementFilter params={params} />
          </FilterBar>
        </>
      )}
      <ThreatTable label={row ? `Threats of ${row.name}` : "Threats"} list={list} />
    </Page>
  );
}

const DESCRIPTIONS: Readonly<Record<Certainty, string>> = {
  found:
    "What can go wrong: found by rules and attack paths in the facts of the model, or added by hand.",
  possible: "Threats that depend on missing facts. Each counts only once it is confirmed to apply.",
};

/** Every threat of the model as one table: filtered, sorted, searched and paged at the server. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ThreatList } from "@/api/types";
import { AddThreat } from "@/entities/threats/AddThreat";
import { type Certainty, CertaintySwitch } from "@/entities/threats/CertaintySwitch";
import { useModel } from "@/session/useModel";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { BudgetSwitch } from "./BudgetSwitch";
import { ElementFilter } from "./ElementFilter";
import { GroupMenu } from "./GroupMenu";
import { ThreatTable } from "./ThreatTable";
import classes from "./threats.module.css";
import { useThreatFilters } from "./useThreatFilters";
import { useThreatList } from "./useThreatList";

export default function ThreatsPage() {
  const { id, row } = useModel();
  const list = useThreatList();
  const { params, certainty, query, budget } = list;
  const filters = useThreatFilters(query.data?.facets, {
    rule: params.filter("rule")[0],
    cause: params.filter("cause")[0],
    dataSet: params.filter("data_set")[0],
    foldedUnder: params.filter("folded_under")[0],
  });
  return (
    <Page title="Threats">
      <PageHeader
        title="Threats"
        meta={query.data && howMany(query.data, certainty, params.narrowed)}
        description={DESCRIPTIONS[certainty]}
        actions={
          <>
            <AddThreat shortcut="+" />
            <Button variant="default" component={Link} to={`/m/${id}/analysis`}>
              Start review
            </Button>
          </>
        }
      />
      <div className={classes.certainty}>
        <CertaintySwitch
          value={certainty}
          counts={query.data?.facets.certainty}
          onChange={list.setCertainty}
        />
        <BudgetSwitch budget={budget} />
      </div>
      <FilterBar params={params} filters={filters} searchLabel="Search title, element or number">
        <GroupMenu possible={certainty === "possible"} />
        <ElementFilter params={params} />
      </FilterBar>
      <ThreatTable label={row ? `Threats of ${row.name}` : "Threats"} list={list} />
    </Page>
  );
}

const DESCRIPTIONS: Readonly<Record<Certainty, string>> = {
  found:
    "What can go wrong: found by rules and attack paths in the facts of the model, or added by hand.",
  possible: "Threats that depend on missing facts. Each counts only once it is confirmed to apply.",
};

/** Say how many threats there are, in how many groups where that differs, and how many are accepted. */
function howMany(
  { threat_count, count, facets }: ThreatList,
  certainty: Certainty,
  narrowed: boolean,
): string {
  const number = (value: number) => value.toLocaleString("en-US");
  const what = `${certainty === "possible" ? "possible " : ""}${threat_count === 1 ? "threat" : "threats"}`;
  const threats = `${narrowed ? "matching " : ""}${what}`;
  const groups =
    count < threat_count ? ` in ${number(count)} ${count === 1 ? "group" : "groups"}` : "";
  const accepted = facets.status.accepted ?? 0;
  const borne = accepted > 0 ? `, ${number(accepted)} accepted` : "";
  return `${number(threat_count)} ${threats}${groups}${borne}`;
}

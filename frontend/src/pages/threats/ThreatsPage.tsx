/** Every threat of the model as one table: filtered, sorted, searched and paged at the server. */
import { Button } from "@mantine/core";
import { IconFileImport, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ThreatList, ThreatRow } from "@/api/types";
import { AddThreat } from "@/entities/threats/AddThreat";
import { type ThreatQuery, threatsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { CauseSwitch } from "./CauseSwitch";
import { threatsOf } from "./causes";
import { ElementFilter } from "./ElementFilter";
import { THREAT_COLUMNS } from "./threatColumns";
import { useThreatFilters } from "./useThreatFilters";

export default function ThreatsPage() {
  const { id, row } = useModel();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const params = useListParams({ ordering: "-score", keep: ["deep", "flat"] });
  const query = useQuery(threatsQuery(id, threatQueryOf(params.query, Boolean(search.flat))));
  const filters = useThreatFilters(query.data?.facets, {
    rule: params.filter("rule")[0],
    dataSet: params.filter("data_set")[0],
  });
  const open = (threat: ThreatRow) => {
    const { cause, rule, number } = threat;
    if (cause) return setSearch((current) => ({ ...threatsOf(current, rule) }));
    void navigate({
      to: "/m/$model/threats/$number",
      params: { model: id, number: String(number) },
    });
  };
  return (
    <Page title="Threats">
      <PageHeader
        title="Threats"
        meta={query.data && howMany(query.data, params.narrowed)}
        description="What can go wrong, found by rules in the facts of the model or added by people. Each found one names its facts."
        actions={
          <>
            <AddThreat shortcut="n" />
            <Button variant="default" component={Link} to={`/m/${id}/analysis`}>
              Start review
            </Button>
          </>
        }
      />
      <FilterBar params={params} filters={filters} searchLabel="Search title, element or number">
        <CauseSwitch />
        <ElementFilter params={params} />
      </FilterBar>
      <DataTable
        label={row ? `Threats of ${row.name}` : "Threats"}
        columns={THREAT_COLUMNS}
        query={query}
        params={params}
        rowKey={(threat) => String(threat.number)}
        onOpen={open}
        empty={<NoThreats model={id} imported={Boolean(row?.element_count)} />}
      />
    </Page>
  );
}

/** A filter by element also takes what is inside it and its flows, as people expect of a namespace. */
function threatQueryOf(query: Record<string, unknown>, flat: boolean): ThreatQuery {
  const element = [query.element].flat()[0];
  const within = element ? { element: String(element), deep: true } : {};
  return { ...query, ...within, roll_up: !flat && !query.rule };
}

/** Say how many threats there are, and in how many groups where that differs. */
function howMany({ threat_count, count }: ThreatList, narrowed: boolean): string {
  const number = (value: number) => value.toLocaleString("en-US");
  const threats = `${narrowed ? "matching " : ""}${threat_count === 1 ? "threat" : "threats"}`;
  const groups =
    count < threat_count ? ` in ${number(count)} ${count === 1 ? "group" : "groups"}` : "";
  return `${number(threat_count)} ${threats}${groups}`;
}

function NoThreats({ model, imported }: { model: string; imported: boolean }) {
  if (imported) {
    return (
      <EmptyState icon={<IconShieldCheck size={20} />} title="No threats found">
        No rule fires on what is known of this model. Open questions may still raise some.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconFileImport size={20} />}
      title="No threats yet"
      action={
        <Button component={Link} to={`/m/${model}/imports`}>
          Import files
        </Button>
      }
    >
      Import a compose file or Kubernetes manifests. The analysis starts by itself and lists what it
      finds here.
    </EmptyState>
  );
}

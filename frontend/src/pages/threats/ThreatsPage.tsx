/** Every threat of the model as one table: filtered, sorted, searched and paged at the server. */
import { Button } from "@mantine/core";
import { IconFileImport, IconShieldCheck } from "@tabler/icons-react";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ThreatList, ThreatRow } from "@/api/types";
import { AddThreat } from "@/entities/threats/AddThreat";
import { type Certainty, CertaintySwitch } from "@/entities/threats/CertaintySwitch";
import { type ThreatQuery, threatsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { CauseSwitch } from "./CauseSwitch";
import { threatsOf } from "./causes";
import { ElementFilter } from "./ElementFilter";
import { PossibleTable } from "./PossibleTable";
import { THREAT_COLUMNS } from "./threatColumns";
import classes from "./threats.module.css";
import { useThreatFilters } from "./useThreatFilters";

export default function ThreatsPage() {
  const { id, row } = useModel();
  const params = useListParams({ ordering: "-score", keep: ["deep", "flat", "certainty"] });
  const [search, setSearch] = useSearchParams();
  const certainty: Certainty = search.certainty === "possible" ? "possible" : "found";
  const wanted = threatQueryOf(params.query, certainty, Boolean(search.flat));
  const query = useQuery(threatsQuery(id, wanted));
  const filters = useThreatFilters(query.data?.facets, {
    rule: params.filter("rule")[0],
    cause: params.filter("cause")[0],
    dataSet: params.filter("data_set")[0],
    foldedUnder: params.filter("folded_under")[0],
  });
  const table = { label: row ? `Threats of ${row.name}` : "Threats", query, params, wanted };
  return (
    <Page title="Threats">
      <PageHeader
        title="Threats"
        meta={query.data && howMany(query.data, certainty, params.narrowed)}
        description={DESCRIPTIONS[certainty]}
        actions={
          <>
            <AddThreat shortcut="n" />
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
          onChange={(next) =>
            setSearch((now) => ({
              ...now,
              page: undefined,
              folded_under: undefined,
              certainty: next === "possible" ? next : undefined,
            }))
          }
        />
      </div>
      <FilterBar params={params} filters={filters} searchLabel="Search title, element or number">
        {certainty === "found" && <CauseSwitch />}
        <ElementFilter params={params} />
      </FilterBar>
      <ThreatTable {...table} certainty={certainty} />
    </Page>
  );
}

const DESCRIPTIONS: Readonly<Record<Certainty, string>> = {
  found:
    "What can go wrong: found by rules and attack paths in the facts of the model, or added by hand.",
  possible: "Threats that depend on missing facts. Each counts only once it is confirmed to apply.",
};

interface ThreatTableProps {
  label: string;
  query: UseQueryResult<ThreatList>;
  params: ListParams;
  wanted: ThreatQuery;
  certainty: Certainty;
}

function ThreatTable({ certainty, ...table }: ThreatTableProps) {
  const { id, row } = useModel();
  const navigate = useNavigate();
  const [, setSearch] = useSearchParams();
  const open = ({ cause, severity, number }: ThreatRow) => {
    if (cause) return setSearch((current) => ({ ...threatsOf(current, cause.id, severity) }));
    void navigate({
      to: "/m/$model/threats/$number",
      params: { model: id, number: String(number) },
    });
  };
  if (certainty === "possible") return <PossibleTable {...table} onOpen={open} />;
  const { wanted: _, ...found } = table;
  const possible = table.query.data?.facets.certainty?.possible ?? 0;
  return (
    <DataTable
      {...found}
      columns={THREAT_COLUMNS}
      rowKey={(threat) => String(threat.number)}
      onOpen={open}
      empty={<NoThreats model={id} filled={Boolean(row?.element_count)} possible={possible} />}
    />
  );
}

/** A filter by element also takes what is inside it and its flows, as people expect of a namespace. */
function threatQueryOf(
  query: Record<string, unknown>,
  certainty: Certainty,
  flat: boolean,
): ThreatQuery {
  const element = [query.element].flat()[0];
  const within = element ? { element: String(element), deep: true } : {};
  const narrowed = query.rule || query.cause || query.folded_under;
  const rolled = (certainty === "possible" || !flat) && !narrowed;
  return { ...query, ...within, certainty: [certainty], roll_up: rolled };
}

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

interface NoThreatsProps {
  model: string;
  /** Whether there is any element. */
  filled: boolean;
  /** How many threats depend on missing facts. */
  possible: number;
}

function NoThreats({ model, filled, possible }: NoThreatsProps) {
  if (filled) {
    return (
      <EmptyState
        icon={<IconShieldCheck size={20} />}
        title="No threats found"
        action={
          possible > 0 && (
            <Button
              component={Link}
              to={`/m/${model}/threats`}
              search={{ certainty: "possible" } as never}
            >
              Show {possible.toLocaleString("en-US")} possible
            </Button>
          )
        }
      >
        No rule applies to the facts of this model. Missing facts may still raise threats.
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

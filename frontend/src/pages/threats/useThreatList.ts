/** What the page of threats lists: the query as the address has it, and the answer of the server. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { teamQuery } from "@/api/queries";
import type { ThreatList } from "@/api/types";
import type { Certainty } from "@/entities/threats/FoundOrPossibleSwitch";
import { type ThreatQuery, threatsQuery } from "@/entities/threats/queries";
import { OPEN_THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { groupingOf } from "./grouping";

export interface ThreatListState {
  params: ListParams;
  certainty: Certainty;
  setCertainty: (next: Certainty) => void;
  /** What the server is asked for. */
  wanted: ThreatQuery;
  query: UseQueryResult<ThreatList>;
  /** How many rows are those that matter most; undefined while it is read. */
  budget: number | undefined;
  /** Only these are shown. */
  isFolded: boolean;
}

const KEPT = ["deep", "flat", "certainty", "group", "top"];

export function useThreatList(): ThreatListState {
  const { id, row } = useModel();
  const params = useListParams({ ordering: "-score", keep: KEPT });
  const [search, setSearch] = useSearchParams();
  const team = useQuery({ ...teamQuery(row?.team.id ?? ""), enabled: row !== undefined }).data;
  const certainty: Certainty = search.certainty === "possible" ? "possible" : "found";
  const isFolded = Boolean(search.top) && team !== undefined;
  const all = threatQueryOf(params.query, certainty, groupingOf(search));
  const wanted = isFolded ? foldedQuery(all, team.triage_budget) : all;
  const setCertainty = (next: Certainty): void =>
    setSearch((now) => ({
      ...now,
      page: undefined,
      folded_under: undefined,
      certainty: next === "possible" ? next : undefined,
    }));
  const query = useQuery(threatsQuery(id, wanted));
  return { params, certainty, setCertainty, wanted, query, budget: team?.triage_budget, isFolded };
}

/** The open threats with the highest scores, which include how attackers reach them. */
function foldedQuery(query: ThreatQuery, budget: number): ThreatQuery {
  const status = query.status?.length ? query.status : [...OPEN_THREAT_STATUSES];
  return { ...query, status, ordering: "-score", page: 1, page_size: budget };
}

/** A filter by element also takes what is inside it and its flows, as people expect of a namespace. */
function threatQueryOf(
  query: Record<string, unknown>,
  certainty: Certainty,
  grouping: ReturnType<typeof groupingOf>,
): ThreatQuery {
  const element = [query.element].flat()[0];
  const within = element ? { element: String(element), deep: true } : {};
  const narrowed = query.rule || query.cause || query.folded_under;
  const shared = { ...query, ...within, certainty: [certainty] };
  if (narrowed || grouping === "none") return { ...shared, roll_up: false };
  if (grouping === "cause") return { ...shared, roll_up: true };
  return { ...shared, roll_up: false, group_by: grouping };
}

/** The elements or flows of the first column, page after page as one scrolls. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";
import type { Severity, SeverityCounts } from "@/api/types";
import type { Analysis } from "./useAnalysisSelection";

export interface SubjectRow {
  id: string;
  uid: string;
  name: string;
  kind: string;
  /** Where it is, or for a flow its port. */
  place: string;
  threats: SeverityCounts;
  worst: Severity | null;
  possible: number;
  possible_worst: Severity | null;
}

interface SubjectPage {
  count: number;
  next: string | null;
  rows: SubjectRow[];
}

export interface Subjects {
  rows: SubjectRow[];
  count: number | undefined;
  error: Error | null;
  pending: boolean;
  more: boolean;
  loadMore: () => void;
  refetch: () => void;
}

type ElementQuery = NonNullable<
  paths["/api/models/{model}/elements/"]["get"]["parameters"]["query"]
>;

const PAGE_SIZE = 100;

export function useSubjects(model: string, analysis: Analysis): Subjects {
  const { type, search, kind, all, certainty } = analysis;
  const wanted = { type, search, kind, all, certainty };
  const query = useInfiniteQuery({
    queryKey: [...keys.model(model), "subjects", wanted],
    queryFn: ({ pageParam, signal }) => readPage(model, wanted, pageParam, signal),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (last.next ? pages.length + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.rows) ?? [],
    count: query.data?.pages[0]?.count,
    error: query.error,
    pending: query.isPending,
    more: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    refetch: () => void query.refetch(),
  };
}

type Wanted = Pick<Analysis, "type" | "search" | "kind" | "all" | "certainty">;

async function readPage(
  model: string,
  wanted: Wanted,
  page: number,
  signal: AbortSignal,
): Promise<SubjectPage> {
  const query: ElementQuery = {
    page,
    page_size: PAGE_SIZE,
    ordering: "-worst,-threats,name",
    certainty: wanted.certainty,
  };
  if (wanted.search) query.search = wanted.search;
  if (!wanted.all) query.has_threats = true;
  if (wanted.type === "flow") return readFlows(model, query, signal);
  if (wanted.kind) query.kind = [wanted.kind] as NonNullable<ElementQuery["kind"]>;
  return readElements(model, query, signal);
}

async function readElements(
  model: string,
  query: ElementQuery,
  signal: AbortSignal,
): Promise<SubjectPage> {
  const page = await unwrap(
    api.GET("/api/models/{model}/elements/", { params: { path: { model }, query }, signal }),
  );
  const rows = page.results.map((row) => ({ ...row, place: row.parent ? row.parent.name : "" }));
  return { count: page.count, next: page.next, rows };
}

async function readFlows(
  model: string,
  query: ElementQuery,
  signal: AbortSignal,
): Promise<SubjectPage> {
  const page = await unwrap(
    api.GET("/api/models/{model}/flows/", { params: { path: { model }, query }, signal }),
  );
  const rows = page.results.map((row) => ({
    ...row,
    name: `${row.source.name} → ${row.destination.name}`,
    kind: "flow",
    place: [row.protocol.toUpperCase(), row.port].filter(Boolean).join(":"),
  }));
  return { count: page.count, next: page.next, rows };
}

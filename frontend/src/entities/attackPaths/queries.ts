/** What the pages of attack paths read from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";
import type { AttackPaths, ControlAt, PathRun } from "@/api/types";
import { isStored, type PathEnd, type PathsAsked } from "@/model/labels/pathQuestions";

type GoalQuery = NonNullable<
  paths["/api/models/{model}/attack-paths/goals/"]["get"]["parameters"]["query"]
>;
type ComparisonQuery =
  paths["/api/models/{model}/attack-paths/runs/comparison/"]["get"]["parameters"]["query"];

const REFETCH_MS = 4_000;

const key = (model: string, ...rest: unknown[]) => [...keys.model(model), "attack-paths", ...rest];

export const attackSummaryQuery = (model: string) =>
  queryOptions({
    queryKey: key(model, "summary"),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/attack-paths/", { params: { path: { model } }, signal })),
    // A result that is stored is announced; a computation that fails, or finds nothing new, is not.
    refetchInterval: ({ state }) => state.data?.computing && REFETCH_MS,
  });

export const attackGoalsQuery = (model: string, query: GoalQuery) =>
  queryOptions({
    queryKey: key(model, "goals", query),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/goals/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

const goalRead = (model: string, goal: string, attacker: string, signal: AbortSignal) =>
  unwrap(
    api.GET("/api/models/{model}/attack-paths/goals/{goal}/", {
      params: { path: { model, goal }, query: { attacker } },
      signal,
    }),
  );

export const goalPathsQuery = (model: string, goal: string) =>
  queryOptions({
    queryKey: key(model, "goal", goal),
    queryFn: ({ signal }) => goalRead(model, goal, "", signal),
  });

export const attackTreeQuery = (model: string, goal: string, attacker: string) =>
  queryOptions({
    queryKey: key(model, "tree", goal, attacker),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/goals/{goal}/tree/", {
          params: { path: { model, goal }, query: { attacker } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** The picture of a tree, as the server draws it. */
export const treePictureQuery = (model: string, goal: string, attacker: string) =>
  queryOptions({
    queryKey: key(model, "tree-picture", goal, attacker),
    queryFn: async ({ signal }): Promise<Blob> =>
      await unwrap(
        api.GET("/api/models/{model}/attack-paths/goals/{goal}/tree/picture/", {
          params: { path: { model, goal }, query: { attacker } },
          parseAs: "blob",
          signal,
        }),
      ),
    retry: false,
  });

/** Where a picture of a tree is saved from. */
export function treePictureUrl(
  model: string,
  goal: string,
  attacker: string,
  type: "svg" | "png",
): string {
  const query = new URLSearchParams({ type, attacker });
  return `/api/models/${model}/attack-paths/goals/${goal}/tree/picture/?${query}`;
}

/** The paths of a question: from the last run where it has them, else computed now. */
export const pathsQuery = (model: string, asked: PathsAsked) =>
  queryOptions({
    queryKey: key(model, "paths", asked),
    queryFn: ({ signal }): Promise<AttackPaths> =>
      isStored(asked)
        ? goalRead(model, asked.goal, asked.attacker, signal)
        : unwrap(
            api.GET("/api/models/{model}/attack-paths/between/", {
              params: {
                path: { model },
                query: {
                  ...(asked.source
                    ? { source: asked.source, source_level: asked.sourceLevel }
                    : { attacker: asked.attacker }),
                  ...endOf(asked),
                },
              },
              signal,
            }),
          ),
  });

function endOf({ goal, target, targetLevel }: PathEnd) {
  return target ? { target, target_level: targetLevel } : { goal };
}

/** The paths that pass an element or flow, or rest on the facts of a threat. */
export const throughQuery = (model: string, about: { uid: string } | { threat: number }) =>
  queryOptions({
    queryKey: key(model, "through", about),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/through/", {
          params: { path: { model }, query: about },
          signal,
        }),
      ),
  });

export const leadsToQuery = (model: string, end: PathEnd) =>
  queryOptions({
    queryKey: key(model, "leads-to", end),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/leads-to/", {
          params: { path: { model }, query: endOf(end) },
          signal,
        }),
      ),
  });

export const impactQuery = (model: string, uid: string) =>
  queryOptions({
    queryKey: key(model, "impact", uid),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/impact/", {
          params: { path: { model }, query: { uid } },
          signal,
        }),
      ),
  });

export const attackFixesQuery = (model: string) =>
  queryOptions({
    queryKey: key(model, "fixes"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/fixes/", { params: { path: { model } }, signal }),
      ),
  });

/** The changes that together put a goal out of reach: the server builds the whole attack graph for it. */
export const goalCutQuery = (model: string, goal: string) =>
  queryOptions({
    queryKey: key(model, "cut", goal),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/goals/{goal}/cut/", {
          params: { path: { model, goal } },
          signal,
        }),
      ),
  });

/** What controls would bring that are assumed to be in place. */
export const pathWhatIfQuery = (model: string, controls: readonly ControlAt[]) =>
  queryOptions({
    queryKey: key(model, "what-if", controls),
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/models/{model}/attack-paths/what-if/", {
          params: { path: { model } },
          body: { controls: [...controls] },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: controls.length > 0,
  });

const RUNS_ON_A_PAGE = 200;
const RUN_PAGES_MOST = 20; // eleven years of days

/** The newest run and the last of each day before, newest first. */
export const pathRunsQuery = (model: string) =>
  queryOptions({
    queryKey: key(model, "runs"),
    queryFn: async ({ signal }): Promise<PathRun[]> => {
      const runs: PathRun[] = [];
      for (let page = 1; page <= RUN_PAGES_MOST; page++) {
        const query = { page, page_size: RUNS_ON_A_PAGE };
        const { count, results } = await unwrap(
          api.GET("/api/models/{model}/attack-paths/runs/", {
            params: { path: { model }, query },
            signal,
          }),
        );
        runs.push(...results);
        if (results.length === 0 || runs.length >= count) break;
      }
      return runs;
    },
  });

export const runComparisonQuery = (model: string, query: ComparisonQuery) =>
  queryOptions({
    queryKey: key(model, "comparison", query),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/runs/comparison/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const attackersQuery = (model: string) =>
  queryOptions({
    queryKey: key(model, "attackers"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/attackers/", {
          params: { path: { model } },
          signal,
        }),
      ),
  });

export const crownJewelsQuery = (model: string) =>
  queryOptions({
    queryKey: key(model, "crown-jewels"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/attack-paths/crown-jewels/", {
          params: { path: { model } },
          signal,
        }),
      ),
  });

/** What is read from the server, and under which key it is cached. Every key of a model starts with ["model", id]. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./schema";
import type { Architecture } from "./types";

type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;

export const keys = {
  session: ["session"] as const,
  team: (team: string) => ["team", team] as const,
  model: (model: string) => ["model", model] as const,
  job: (job: string) => ["job", job] as const,
};

export const sessionQuery = () =>
  queryOptions({
    queryKey: keys.session,
    queryFn: ({ signal }) => unwrap(api.GET("/api/session/", { signal })),
    staleTime: 60_000,
  });

export const teamQuery = (team: string) =>
  queryOptions({
    queryKey: keys.team(team),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/", { params: { path: { team } }, signal })),
  });

export const membersQuery = (
  team: string,
  query: QueryOf<"/api/teams/{team}/members/"> = { page_size: 200 },
) =>
  queryOptions({
    queryKey: [...keys.team(team), "members", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/members/", { params: { path: { team }, query }, signal })),
  });

export const invitationsQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "invitations"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/invitations/", {
          params: { path: { team }, query: { page_size: 200 } },
          signal,
        }),
      ),
  });

export const modelsQuery = (team: string, query: QueryOf<"/api/teams/{team}/models/"> = {}) =>
  queryOptions({
    queryKey: [...keys.team(team), "models", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/models/", { params: { path: { team }, query }, signal })),
    placeholderData: keepPreviousData,
  });

/** The folders, tags and owners of the models of a team, each with the number of its models. */
export const modelFacetsQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "model-facets"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/models/facets/", { params: { path: { team } }, signal })),
  });

export const deletedModelsQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "trash"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/trash/", {
          params: { path: { team }, query: { page_size: 200 } },
          signal,
        }),
      ),
  });

export const modelQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "row"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/", { params: { path: { model } }, signal })),
  });

export const importsQuery = (model: string, query: QueryOf<"/api/models/{model}/imports/"> = {}) =>
  queryOptions({
    queryKey: [...keys.model(model), "imports", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/imports/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export const jobQuery = (job: string) =>
  queryOptions({
    queryKey: keys.job(job),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/jobs/{job}/", { params: { path: { job } }, signal })),
  });

export const catalogueQuery = () =>
  queryOptions({
    queryKey: ["catalogue"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/catalogue/", { signal })),
    // The catalogue changes only with a release.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Read everything the canvas draws. It is not cached here: the document of the model (collab/documentSession.ts) keeps it. */
export const architectureRead = (model: string): Promise<Architecture> =>
  unwrap(api.GET("/api/models/{model}/architecture/", { params: { path: { model } } }));

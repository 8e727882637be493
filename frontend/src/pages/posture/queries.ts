/** What dashboards read. Those of a model are read again with it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";
import type { Posture, Risk } from "@/api/types";
import type { Scope } from "./figureTargets";
import type { Grouping } from "./groupings";

export type PortfolioQuery = NonNullable<
  paths["/api/portfolio/models/"]["get"]["parameters"]["query"]
>;

export type PortfolioThreatQuery = NonNullable<
  paths["/api/portfolio/threats/"]["get"]["parameters"]["query"]
>;

/** From which day to which: "2026-11-28". */
export interface Span {
  since: string;
  until: string;
}

const PORTFOLIO = ["portfolio"] as const;

export const scopeKey = (scope: Scope) =>
  scope.kind === "model" ? keys.model(scope.model) : [...PORTFOLIO, scope.team ?? "all"];

export const postureQuery = (scope: Scope, span: Span) =>
  queryOptions({
    queryKey: [...scopeKey(scope), "posture", span],
    queryFn: ({ signal }): Promise<Posture> => {
      if (scope.kind === "model") {
        const path = { model: scope.model };
        return unwrap(
          api.GET("/api/models/{model}/posture/", { params: { path, query: span }, signal }),
        );
      }
      const query = scope.team ? { ...span, team: scope.team } : span;
      return unwrap(api.GET("/api/portfolio/posture/", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const riskQuery = (scope: Scope) =>
  queryOptions({
    queryKey: [...scopeKey(scope), "risk"],
    queryFn: ({ signal }): Promise<Risk> => {
      if (scope.kind === "model") {
        const path = { model: scope.model };
        return unwrap(api.GET("/api/models/{model}/risk/", { params: { path }, signal }));
      }
      const query = scope.team ? { team: scope.team } : {};
      return unwrap(api.GET("/api/portfolio/risk/", { params: { query }, signal }));
    },
  });

/** Take the figures of today now; the server leaves those of the last minutes as they are. */
export async function takePosture(scope: Scope): Promise<void> {
  if (scope.kind === "model") {
    const path = { model: scope.model };
    await unwrap(api.POST("/api/models/{model}/posture/", { params: { path } }));
    return;
  }
  const query = scope.team ? { team: scope.team } : {};
  await unwrap(api.POST("/api/portfolio/posture/", { params: { query } }));
}

export const portfolioQuery = (query: PortfolioQuery) =>
  queryOptions({
    queryKey: [...PORTFOLIO, query.team ?? "all", "models", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/portfolio/models/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

export const modelGroupsQuery = (scope: Scope & { kind: "portfolio" }, by: Grouping) =>
  queryOptions({
    queryKey: [...scopeKey(scope), "groups", by],
    queryFn: ({ signal }) => {
      const query = scope.team ? { by, team: scope.team } : { by };
      return unwrap(api.GET("/api/portfolio/groups/", { params: { query }, signal }));
    },
  });

export const portfolioThreatsQuery = (query: PortfolioThreatQuery) =>
  queryOptions({
    queryKey: [...PORTFOLIO, query.team ?? "all", "threats", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/portfolio/threats/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

/** The risk matrix of a team, and how a model is rated. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const riskMatrixQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "risk-matrix"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/risk-matrix/", { params: { path: { team } }, signal })),
  });

export const riskMethodQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "risk-method"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/risk-method/", { params: { path: { model } }, signal })),
  });

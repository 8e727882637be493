/** The API tokens of the person. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ApiToken } from "@/api/types";

const KEY = ["account", "api-tokens"];
const SHOWN = 100;

export const ownTokensQuery = () =>
  queryOptions({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/account/tokens/", { params: { query: { page_size: SHOWN } }, signal })),
  });

/** The tools that an agent can be allowed to use; they change only with a release. */
export const agentToolsQuery = () =>
  queryOptions({
    queryKey: ["agent-tools"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/agent-tools/", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function refreshOwnTokens(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: KEY });
}

export function revokeOwnToken(token: ApiToken): Promise<unknown> {
  const params = { path: { token: token.id } };
  return unwrap(api.DELETE("/api/account/tokens/{token}/", { params }));
}

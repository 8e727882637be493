/** What the audit log page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { AuditQuery } from "@/api/types";

export const auditEventsQuery = (team: string, query: AuditQuery) =>
  queryOptions({
    queryKey: [...keys.team(team), "audit-events", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/audit-events/", { params: { path: { team }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

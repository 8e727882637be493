/** What the administration reads and changes. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AdministeredTeam, AuditQuery, UserRow } from "@/api/types";
import { toast } from "@/ui/toast";

const ADMINISTRATION = ["administration"] as const;
type ListQuery = Record<string, unknown> & { page: number; page_size: number };

export const usersQuery = (query: ListQuery) =>
  queryOptions({
    queryKey: [...ADMINISTRATION, "users", query],
    queryFn: ({ signal }) => unwrap(api.GET("/api/admin/users/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

export const allTeamsQuery = (query: ListQuery) =>
  queryOptions({
    queryKey: [...ADMINISTRATION, "teams", query],
    queryFn: ({ signal }) => unwrap(api.GET("/api/admin/teams/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

export const instanceQuery = () =>
  queryOptions({
    queryKey: [...ADMINISTRATION, "instance"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/admin/instance/", { signal })),
    refetchInterval: 15_000,
  });

export const instanceEventsQuery = (query: AuditQuery) =>
  queryOptions({
    queryKey: [...ADMINISTRATION, "audit-events", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/admin/audit-events/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

/** Disable or enable somebody. */
export function useSetActive() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ user, active }: { user: UserRow; active: boolean }) =>
      unwrap(
        api.PATCH("/api/admin/users/{user}/", {
          params: { path: { user: user.id } },
          body: { is_active: active },
        }),
      ),
    onSuccess: (row) =>
      toast.success(`${row.email} is ${row.is_active ? "enabled" : "disabled and signed out"}.`),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: ADMINISTRATION }),
  });
}

/** Sign somebody out everywhere. */
export function useEndSessions() {
  return useMutation({
    mutationFn: (user: UserRow) =>
      unwrap(
        api.POST("/api/admin/users/{user}/end-sessions/", { params: { path: { user: user.id } } }),
      ),
    onSuccess: ({ ended }, user) =>
      toast.success(
        `${user.email} was signed out of ${ended} ${ended === 1 ? "session" : "sessions"}.`,
      ),
    onError: toast.error,
  });
}

/** Make a link by which somebody sets a new password. */
export function useResetLink() {
  return useMutation({
    mutationFn: (user: UserRow) =>
      unwrap(
        api.POST("/api/admin/users/{user}/reset-link/", { params: { path: { user: user.id } } }),
      ),
    onError: toast.error,
  });
}

/** Give a deleted team back to its members. */
export function useRestoreTeam() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (team: AdministeredTeam) =>
      unwrap(api.POST("/api/admin/teams/{team}/restore/", { params: { path: { team: team.id } } })),
    onSuccess: (_none, team) => toast.success(`${team.name} was restored.`),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: ADMINISTRATION }),
  });
}

export type Quotas = Pick<AdministeredTeam, "max_models" | "max_members">;

/** Set how many models and members a team may have. */
export function useSetQuotas() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ team, quotas }: { team: string; quotas: Quotas }) =>
      unwrap(api.PATCH("/api/admin/teams/{team}/", { params: { path: { team } }, body: quotas })),
    onSuccess: (row) => toast.success(`The quotas of ${row.name} were saved.`),
    onSettled: () => client.invalidateQueries({ queryKey: ADMINISTRATION }),
  });
}

/** Changes the role of a member. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { Role } from "@/api/types";
import { toast } from "@/ui/toast";

export function useSetRole(team: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ member, role }: { member: string; role: Role }) =>
      unwrap(
        api.PATCH("/api/teams/{team}/members/{member}/", {
          params: { path: { team, member } },
          body: { role },
        }),
      ),
    onSuccess: () => toast.success("Role changed."),
    onError: toast.error,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.team(team) }),
        client.invalidateQueries({ queryKey: keys.session }),
      ]),
  });
}

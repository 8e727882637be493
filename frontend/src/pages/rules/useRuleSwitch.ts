/** Switches a rule of the team on or off. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { toast } from "@/ui/toast";

export function useRuleSwitch(team: string, rule: RuleDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["switch-rule"],
    mutationFn: (enabled: boolean) =>
      unwrap(
        api.PATCH("/api/teams/{team}/rules/{rule}/", {
          params: { path: { team, rule: rule.id } },
          body: { enabled },
        }),
      ),
    onSuccess: (_, enabled) => {
      toast.success(enabled ? "The rule is on." : "The rule is off.");
      return client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: toast.error,
  });
}

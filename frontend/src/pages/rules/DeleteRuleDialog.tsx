/** Deletes a rule of the team, once it was confirmed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";
import { ruleQuery } from "./queries";

interface DeleteRuleDialogProps {
  team: string;
  rule: RuleDetail;
  onClose: () => void;
}

export default function DeleteRuleDialog({ team, rule, onClose }: DeleteRuleDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/rules/{rule}/", {
          params: { path: { team, rule: rule.id } },
        }),
      ),
    onSuccess: async () => {
      toast.success("The rule was deleted.");
      await navigate({ to: "/t/$team/rules", params: { team } });
      client.removeQueries({ queryKey: ruleQuery(team, rule.id).queryKey });
      await client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: toast.error,
  });
  return (
    <ConfirmDialog
      opened
      danger
      title="Delete this rule?"
      confirmLabel="Delete rule"
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      “{rule.title}” no longer speaks in any model of the team. The threats it raised are gone with
      the next analysis of each.
    </ConfirmDialog>
  );
}

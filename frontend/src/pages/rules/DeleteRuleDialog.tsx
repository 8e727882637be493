/** Deletes a rule of the team, once it was confirmed. */
import { api, unwrap } from "@/api/client";
import type { RuleDetail } from "@/api/types";
import { DeleteEntryDialog } from "@/entities/library/DeleteEntryDialog";
import { ruleQuery } from "./queries";

interface DeleteRuleDialogProps {
  team: string;
  rule: RuleDetail;
  onClose: () => void;
}

export default function DeleteRuleDialog({ team, rule, onClose }: DeleteRuleDialogProps) {
  const path = { team, rule: rule.id };
  return (
    <DeleteEntryDialog
      kind="rule"
      team={team}
      queryKey={ruleQuery(team, rule.id).queryKey}
      remove={() => unwrap(api.DELETE("/api/teams/{team}/rules/{rule}/", { params: { path } }))}
      onClose={onClose}
    >
      “{rule.title}” no longer applies to any model of the team. The threats it raised are resolved
      by the next analysis of each model.
    </DeleteEntryDialog>
  );
}

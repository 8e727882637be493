/** The title of a rule, and what one may do with a rule of the team. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { teamQuery } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { EntryActions } from "@/entities/library/EntryActions";
import { hasRole } from "@/session/roles";
import { ArticleHead } from "@/ui/ArticleHead";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./rule.module.css";
import { RuleTags } from "./ruleColumns";
import { useRuleSwitch } from "./useRuleSwitch";

const DeleteRuleDialog = lazyWithRetry(() => import("./DeleteRuleDialog"));

interface RuleHeadProps {
  team: string;
  rule: RuleDetail;
}

export function RuleHead({ team, rule }: RuleHeadProps) {
  const role = useQuery(teamQuery(team)).data?.role;
  return (
    <ArticleHead
      kind={
        <>
          <SeverityBadge severity={rule.severity} />
          <RuleTags rule={rule} />
        </>
      }
      title={rule.title}
      actions={hasRole(role, "approver") && <RuleActions team={team} rule={rule} />}
    >
      {rule.note && <p className={classes.note}>Switched off by Bulkhead: {rule.note}</p>}
    </ArticleHead>
  );
}

function RuleActions({ team, rule }: RuleHeadProps) {
  const toggle = useRuleSwitch(team, rule);
  return (
    <EntryActions
      kind="rule"
      team={team}
      entry={rule}
      deleteDialog={(onClose) => <DeleteRuleDialog team={team} rule={rule} onClose={onClose} />}
    >
      <Button
        variant="default"
        size="xs"
        loading={toggle.isPending}
        onClick={() => toggle.mutate(!rule.enabled)}
      >
        {rule.enabled ? "Switch off" : "Switch on"}
      </Button>
    </EntryActions>
  );
}

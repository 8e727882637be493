/** The title of a rule, and what one may do with a rule of the team. */
import { Button } from "@mantine/core";
import { IconCopy, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { teamQuery } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { hasRole } from "@/session/session";
import { ArticleHead } from "@/ui/ArticleHead";
import { LinkButton } from "@/ui/LinkButton";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
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
  const actions =
    rule.origin === "team" ? (
      <RuleActions team={team} rule={rule} />
    ) : (
      <CopyRule team={team} rule={rule} />
    );
  return (
    <ArticleHead
      kind={
        <>
          <SeverityBadge severity={rule.severity} />
          <RuleTags rule={rule} />
        </>
      }
      title={rule.title}
      actions={hasRole(role, "approver") && actions}
    >
      {rule.note && <p className={classes.note}>Switched off by Bulkhead: {rule.note}</p>}
    </ArticleHead>
  );
}

function CopyRule({ team, rule }: RuleHeadProps) {
  return (
    <LinkButton
      variant="default"
      size="xs"
      leftSection={<IconCopy size={14} aria-hidden="true" />}
      to="/t/$team/rules/new"
      params={{ team }}
      search={{ from: rule.id }}
    >
      Copy for this team
    </LinkButton>
  );
}

function RuleActions({ team, rule }: RuleHeadProps) {
  const [deleting, setDeleting] = useState(false);
  const toggle = useRuleSwitch(team, rule);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={toggle.isPending}
        onClick={() => toggle.mutate(!rule.enabled)}
      >
        {rule.enabled ? "Switch off" : "Switch on"}
      </Button>
      <LinkButton
        variant="default"
        size="xs"
        leftSection={<IconPencil size={14} aria-hidden="true" />}
        to="/t/$team/rules/$rule/edit"
        params={{ team, rule: rule.id }}
      >
        Edit
      </LinkButton>
      <Button variant="subtle" color="danger" size="xs" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      {deleting && (
        <Suspense>
          <DeleteRuleDialog team={team} rule={rule} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </>
  );
}

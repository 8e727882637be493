/** Writes a new rule for the team. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { teamQuery } from "../api/queries";
import { hasRole } from "../app/session";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";
import { EMPTY_DRAFT } from "./draft";
import { RuleForm } from "./RuleForm";
import { useSaveRule } from "./useSaveRule";

export default function NewRulePage() {
  const { team } = useParams({ from: "/app/t/$team/rules/new" });
  const role = useQuery(teamQuery(team)).data?.role;
  const save = useSaveRule(team);
  return (
    <Page title="New rule">
      <PageHeader
        title="New rule"
        description="It speaks in every model of the team, from the next analysis on."
      />
      {role && !hasRole(role, "approver") ? (
        <EmptyState title="Approvers write rules">
          Your role in this team does not allow it. An owner can change it.
        </EmptyState>
      ) : (
        <RuleForm
          team={team}
          initial={EMPTY_DRAFT}
          pending={save.isPending}
          errors={save.errors}
          submitLabel="Create rule"
          onSubmit={save.submit}
        />
      )}
    </Page>
  );
}

/** Writes a new rule for the team, from nothing or as a copy of another. */
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import type { RuleDetail } from "@/api/types";
import { hasRole } from "@/session/session";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { firstOf, type Search } from "@/ui/searchParams";
import { copyOf, draftOf, EMPTY_DRAFT } from "./draft";
import { ruleQuery } from "./queries";
import { RuleForm } from "./RuleForm";
import { useSaveRule } from "./useSaveRule";

export default function NewRulePage() {
  const { team } = useParams({ from: "/app/t/$team/rules/new" });
  const from = firstOf(useSearch({ strict: false }) as Search, "from");
  const role = useQuery(teamQuery(team)).data?.role;
  const copied = useQuery({ ...ruleQuery(team, from), enabled: from !== "" });
  if (!role || (from && copied.isPending)) return <PagePending />;
  return (
    <Page title="New rule">
      <PageHeader title="New rule" description={descriptionOf(copied.data)} />
      {hasRole(role, "approver") ? (
        <NewRule team={team} copied={copied.data} />
      ) : (
        <EmptyState title="Approvers write rules">
          Your role in this team does not allow it. An owner can change it.
        </EmptyState>
      )}
    </Page>
  );
}

function NewRule({ team, copied }: { team: string; copied: RuleDetail | undefined }) {
  const save = useSaveRule(team);
  return (
    <RuleForm
      team={team}
      initial={copied ? draftOf(copied) : EMPTY_DRAFT}
      known={copied && copyOf(copied)}
      pending={save.isPending}
      errors={save.errors}
      submitLabel="Create rule"
      onSubmit={save.submit}
    />
  );
}

function descriptionOf(copied: RuleDetail | undefined): string {
  if (!copied) return "It speaks in every model of the team, from the next analysis on.";
  return `A copy of “${copied.title}”, for the team to change. The rule of the library goes on speaking beside it.`;
}

/** Changes a rule of the team. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { ruleQuery } from "./queries";
import { RuleForm } from "./RuleForm";
import { draftOf } from "./ruleDraft";
import { useSaveRule } from "./useSaveRule";

export default function EditRulePage() {
  const { team, rule: id } = useParams({ from: "/app/t/$team/rules/$rule/edit" });
  const { data: rule, error, refetch } = useQuery(ruleQuery(team, id));
  const save = useSaveRule(team, id);
  if (!rule && !error) return <PagePending />;
  return (
    <Page title="Edit rule">
      <PageHeader title="Edit rule" meta={<code>{id}</code>} />
      {rule ? (
        <RuleForm
          team={team}
          initial={draftOf(rule)}
          known={rule.definition}
          pending={save.isPending}
          errors={save.errors}
          submitLabel="Save"
          onSubmit={save.submit}
        />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

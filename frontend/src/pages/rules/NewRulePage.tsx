/** Writes a new rule for the team, from nothing or as a copy of another. */
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import type { RuleDetail } from "@/api/types";
import { NewEntryPage } from "@/entities/library/NewEntryPage";
import { firstOf, type Search } from "@/ui/searchParams";
import { ruleQuery } from "./queries";
import { RuleForm } from "./RuleForm";
import { copyOf, draftOf, EMPTY_DRAFT } from "./ruleDraft";
import { useSaveRule } from "./useSaveRule";

export default function NewRulePage() {
  const { team } = useParams({ from: "/app/t/$team/rules/new" });
  const from = firstOf(useSearch({ strict: false }) as Search, "from");
  const copied = useQuery({ ...ruleQuery(team, from), enabled: from !== "" });
  const pending = from !== "" && copied.isPending;
  return (
    <NewEntryPage
      kind="rule"
      team={team}
      description={descriptionOf(copied.data)}
      pending={pending}
    >
      <NewRule team={team} copied={copied.data} />
    </NewEntryPage>
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
  if (!copied) return "It applies to every model of the team, from the next analysis on.";
  return `A copy of “${copied.title}”, for the team to change. The rule of the library stays active.`;
}

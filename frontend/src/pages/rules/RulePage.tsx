/** One rule: what it looks for, why, in which situations it speaks, and what helps. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { RuleDetail } from "@/api/types";
import { MissingEntry } from "@/entities/library/MissingEntry";
import { Article, ArticleSection, Prose } from "@/ui/Article";
import { CodeBlock } from "@/ui/CodeBlock";
import { Page } from "@/ui/Page";
import { PagePending } from "@/ui/PagePending";
import { ruleQuery } from "./queries";
import { RuleAside } from "./RuleAside";
import { RuleControls } from "./RuleControls";
import { RuleExamples } from "./RuleExamples";
import { RuleFixes } from "./RuleFixes";
import { RuleHead } from "./RuleHead";

export default function RulePage() {
  const { team, rule: id } = useParams({ from: "/app/t/$team/rules/$rule" });
  const { data: rule, error, refetch } = useQuery(ruleQuery(team, id));
  if (error && !rule) {
    return (
      <MissingEntry kind="rule" team={team} error={error} onRetry={() => void refetch()}>
        This team has no rule “{id}”. It may have been deleted; its threats are resolved.
      </MissingEntry>
    );
  }
  if (!rule) return <PagePending />;
  return (
    <Page title={rule.title}>
      <RuleHead team={team} rule={rule} />
      <Article aside={<RuleAside rule={rule} />}>
        <RuleWhy rule={rule} />
        <RuleExamples examples={rule.examples} />
        <RuleControls team={team} controls={rule.controls} resolvedBy={rule.resolved_by} />
        <RuleFixes fixes={rule.fix} />
      </Article>
    </Page>
  );
}

function RuleWhy({ rule }: { rule: RuleDetail }) {
  return (
    <>
      <ArticleSection title="Why it matters">
        <Prose>{rule.why}</Prose>
      </ArticleSection>
      <ArticleSection title="Condition">
        <CodeBlock text={rule.when} label="condition" />
      </ArticleSection>
    </>
  );
}

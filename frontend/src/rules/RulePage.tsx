/** One rule: what it looks for, why, in which situations it speaks, and what helps. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { RuleDetail } from "../api/types";
import { PagePending } from "../app/PagePending";
import { CodeBlock } from "../ui/CodeBlock";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "../ui/Page";
import { ruleQuery } from "./queries";
import { RuleAside } from "./RuleAside";
import { RuleControls } from "./RuleControls";
import { RuleExamples } from "./RuleExamples";
import { RuleFixes } from "./RuleFixes";
import { RuleHead } from "./RuleHead";
import classes from "./rule.module.css";

export default function RulePage() {
  const { team, rule: id } = useParams({ from: "/app/t/$team/rules/$rule" });
  const { data: rule, error, refetch } = useQuery(ruleQuery(team, id));
  if (error && !rule) {
    return (
      <Page title="Rule">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!rule) return <PagePending />;
  return (
    <Page title={rule.title}>
      <RuleHead team={team} rule={rule} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <RuleWhy rule={rule} />
          <RuleExamples examples={rule.examples} />
          <RuleControls controls={rule.controls} />
          <RuleFixes fixes={rule.fix} />
        </div>
        <RuleAside team={team} rule={rule} />
      </div>
    </Page>
  );
}

function RuleWhy({ rule }: { rule: RuleDetail }) {
  return (
    <>
      <section className={classes.section} aria-labelledby="why">
        <h2 id="why" className={classes.heading}>
          Why it matters
        </h2>
        <p className={classes.prose}>{rule.why}</p>
      </section>
      <section className={classes.section} aria-labelledby="condition">
        <h2 id="condition" className={classes.heading}>
          Condition
        </h2>
        <CodeBlock text={rule.when} label="condition" />
      </section>
    </>
  );
}

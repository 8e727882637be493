/** One control: how to do it, how to verify it, what it answers, and where the team applies it. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { controlQuery } from "@/entities/controls/queries";
import { MissingEntry } from "@/entities/library/MissingEntry";
import { Article, ArticleSection, Prose } from "@/ui/Article";
import { Page } from "@/ui/Page";
import { PagePending } from "@/ui/PagePending";
import { ControlAside } from "./ControlAside";
import { ControlHead } from "./ControlHead";
import { ControlRules } from "./ControlRules";
import { ControlUse } from "./ControlUse";

export default function ControlPage() {
  const { team, control: id } = useParams({ from: "/app/t/$team/controls/$control" });
  const { data: control, error, refetch } = useQuery(controlQuery(team, id));
  if (error && !control) {
    return (
      <MissingEntry kind="control" team={team} error={error} onRetry={() => void refetch()}>
        This team has no control “{id}”. It may have been deleted; mitigations that apply it keep
        its text.
      </MissingEntry>
    );
  }
  if (!control) return <PagePending />;
  return (
    <Page title={control.title}>
      <ControlHead team={team} control={control} />
      <Article aside={<ControlAside control={control} />}>
        <ArticleSection title="How to do it">
          <Prose>{control.how}</Prose>
        </ArticleSection>
        <ArticleSection title="How to verify it">
          <Prose>{control.verify}</Prose>
        </ArticleSection>
        <ControlUse control={control} />
        <ControlRules team={team} rules={control.rules} />
      </Article>
    </Page>
  );
}

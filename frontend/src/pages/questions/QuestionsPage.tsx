/** What the rules need to know and no file says, on cards: what could raise the worst threats comes first. */
import { OverrideSection } from "@/entities/factOverrides/OverrideSection";
import { AnswersNote } from "@/entities/proposals/ProposalNotes";
import { useModel } from "@/session/useModel";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { ALL_CARDS, CardSection } from "./CardSection";
import { QuestionProgress } from "./QuestionProgress";

export default function QuestionsPage() {
  const { row } = useModel();
  const params = useListParams({ pageSize: ALL_CARDS });
  return (
    <Page title="Questions" width="narrow">
      <PageHeader
        title="Questions"
        meta={row && `${row.questions_open.toLocaleString("en-US")} open`}
        description="Facts that the model lacks. An answer raises threats or rules them out at once. What concerns data comes first, then what could raise the worst threats."
      />
      <QuestionProgress />
      <AnswersNote />
      <OverrideSection place="before" />
      {row?.element_count !== 0 && <FilterBar params={params} searchLabel="Search questions" />}
      <CardSection params={params} />
      <OverrideSection place="after" />
    </Page>
  );
}

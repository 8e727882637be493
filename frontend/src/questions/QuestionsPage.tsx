import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function QuestionsPage() {
  return (
    <Page title="Questions">
      <PageHeader title="Questions" />
    </Page>
  );
}

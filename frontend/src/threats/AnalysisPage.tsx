import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function AnalysisPage() {
  return (
    <Page title="Analysis">
      <PageHeader title="Analysis" />
    </Page>
  );
}

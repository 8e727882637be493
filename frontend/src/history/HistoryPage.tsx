import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function HistoryPage() {
  return (
    <Page title="History">
      <PageHeader title="History" />
    </Page>
  );
}

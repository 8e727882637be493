import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function MitigationsPage() {
  return (
    <Page title="Mitigations">
      <PageHeader title="Mitigations" />
    </Page>
  );
}

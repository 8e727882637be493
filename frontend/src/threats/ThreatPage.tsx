import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function ThreatPage() {
  return (
    <Page title="Threat">
      <PageHeader title="Threat" />
    </Page>
  );
}

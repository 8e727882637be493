import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";

export default function ThreatsPage() {
  return (
    <Page title="Threats">
      <PageHeader title="Threats" />
    </Page>
  );
}

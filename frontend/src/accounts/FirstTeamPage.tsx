import { Page } from "../ui/Page";

export default function FirstTeamPage() {
  return <Page title="Create your team">Create your team</Page>;
}

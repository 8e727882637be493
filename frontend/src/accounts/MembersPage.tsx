import { Page } from "../ui/Page";

export default function MembersPage() {
  return <Page title="Members">Members</Page>;
}

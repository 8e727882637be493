import { Page } from "../ui/Page";

export default function InvitePage() {
  return <Page title="Join a team">Join a team</Page>;
}

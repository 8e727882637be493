import { Page } from "../ui/Page";

export default function TeamSettingsPage() {
  return <Page title="Team settings">Team settings</Page>;
}

import { Page } from "../ui/Page";

export default function LoginPage() {
  return <Page title="Sign in">Sign in</Page>;
}

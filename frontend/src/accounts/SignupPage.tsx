import { Page } from "../ui/Page";

export default function SignupPage() {
  return <Page title="Create your account">Create your account</Page>;
}

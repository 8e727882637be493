/** What administrators see of the instance: people, teams, how it works, and its log. Never what is in a model. */
import { ApiError } from "@/api/errors";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { type PageTab, PageTabs } from "@/ui/PageTabs";
import { UsersTab } from "./UsersTab";

const TeamsTab = lazyWithRetry(() => import("./TeamsTab"));
const InstanceTab = lazyWithRetry(() => import("./InstanceTab"));
const LogTab = lazyWithRetry(() => import("./LogTab"));

const TABS: readonly PageTab[] = [
  { value: "users", label: "Users", panel: <UsersTab /> },
  { value: "teams", label: "Teams", panel: <TeamsTab /> },
  { value: "instance", label: "Instance", panel: <InstanceTab /> },
  { value: "log", label: "Audit log", panel: <LogTab /> },
];

export default function AdministrationPage() {
  const { user } = useSession();
  if (!user?.is_administrator)
    return <ErrorState error={new ApiError(404, "Not found.")} heading="h1" />;
  return (
    <Page title="Administration">
      <PageHeader
        title="Administration"
        description="The accounts and teams of this instance. What models contain is not shown here."
      />
      <PageTabs tabs={TABS} />
    </Page>
  );
}

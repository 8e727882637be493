/** What administrators see of the instance: people, teams, how it works, and its log. Never what is in a model. */
import { Tabs } from "@mantine/core";
import { Suspense } from "react";
import { ApiError } from "@/api/errors";
import { useSession } from "@/session/session";
import { ErrorState } from "@/ui/ErrorState";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { UsersTab } from "./UsersTab";

const TeamsTab = lazyWithRetry(() => import("./TeamsTab"));
const InstanceTab = lazyWithRetry(() => import("./InstanceTab"));
const LogTab = lazyWithRetry(() => import("./LogTab"));

const TABS = [
  { value: "users", label: "Users" },
  { value: "teams", label: "Teams" },
  { value: "instance", label: "Instance" },
  { value: "log", label: "Audit log" },
] as const;

export default function AdministrationPage() {
  const { user } = useSession();
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find(({ value }) => value === firstOf(search as never, "tab"))?.value;
  if (!user?.is_administrator)
    return <ErrorState error={new ApiError(404, "Not found.")} heading="h1" />;
  return (
    <Page title="Administration">
      <PageHeader
        title="Administration"
        description="The accounts and teams of this instance. What models contain is not shown here."
      />
      <Tabs
        value={tab ?? "users"}
        onChange={(next) => setSearch({ tab: next === "users" ? undefined : next })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="users">
          <UsersTab />
        </Tabs.Panel>
        <Suspense>
          <Tabs.Panel value="teams">
            <TeamsTab />
          </Tabs.Panel>
          <Tabs.Panel value="instance">
            <InstanceTab />
          </Tabs.Panel>
          <Tabs.Panel value="log">
            <LogTab />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}

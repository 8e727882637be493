/** The history of a model: the changes of its architecture, its named versions, and what was decided and found. */
import { Button, Tabs } from "@mantine/core";
import { IconArrowsDiff, IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { versionsQuery } from "@/entities/history/queries";
import { firstCompared, NOW } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { LinkButton } from "@/ui/LinkButton";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { TimelineTab } from "./TimelineTab";

const VersionsTab = lazyWithRetry(() => import("./VersionsTab"));
const EventsTab = lazyWithRetry(() => import("./EventsTab"));
const VersionDialog = lazyWithRetry(() => import("./VersionDialog"));

const TABS = [
  { value: "timeline", label: "Changes" },
  { value: "versions", label: "Versions" },
  { value: "events", label: "Events" },
] as const;

export default function HistoryPage() {
  const { id, canEdit } = useModel();
  const [search, setSearch] = useSearchParams();
  const [saving, setSaving] = useState(false);
  const versions = useQuery(versionsQuery(id)).data?.results ?? [];
  const tab = TABS.find(({ value }) => value === firstOf(search as never, "tab"))?.value;
  return (
    <Page title="History" width="narrow">
      <PageHeader
        title="History"
        description="Who changed what, when, and what it was before. Any state can be named, compared and brought back."
        actions={
          <>
            <LinkButton
              to="/m/$model/history/compare"
              params={{ model: id }}
              search={{ before: firstCompared(versions), after: NOW }}
              variant="default"
              leftSection={<IconArrowsDiff size={16} aria-hidden="true" />}
            >
              Compare
            </LinkButton>
            {canEdit && (
              <Button
                leftSection={<IconBookmark size={16} aria-hidden="true" />}
                onClick={() => setSaving(true)}
              >
                Save version
              </Button>
            )}
          </>
        }
      />
      <Tabs
        value={tab ?? "timeline"}
        onChange={(next) => setSearch({ tab: next === "timeline" ? undefined : next })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <TimelineTab />
        </Tabs.Panel>
        <Suspense>
          <Tabs.Panel value="versions">
            <VersionsTab />
          </Tabs.Panel>
          <Tabs.Panel value="events">
            <EventsTab />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
      {saving && (
        <Suspense>
          <VersionDialog version={null} seq={null} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </Page>
  );
}

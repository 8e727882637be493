/** The history of a model: the changes of its architecture, its named versions, and what was decided and found. */
import { Button } from "@mantine/core";
import { IconArrowsDiff, IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { versionsQuery } from "@/entities/history/queries";
import { firstCompared, NOW } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { type PageTab, PageTabs } from "@/ui/PageTabs";
import { TimelineTab } from "./TimelineTab";

const VersionsTab = lazyWithRetry(() => import("./VersionsTab"));
const EventsTab = lazyWithRetry(() => import("./EventsTab"));
const VersionDialog = lazyWithRetry(() => import("./VersionDialog"));

const TABS: readonly PageTab[] = [
  { value: "timeline", label: "Changes", panel: <TimelineTab /> },
  { value: "versions", label: "Versions", panel: <VersionsTab /> },
  { value: "events", label: "Events", panel: <EventsTab /> },
];

export default function HistoryPage() {
  const { id, canEdit } = useModel();
  const [saving, setSaving] = useState(false);
  const versions = useQuery(versionsQuery(id)).data?.results ?? [];
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
      <PageTabs tabs={TABS} />
      {saving && (
        <Suspense>
          <VersionDialog version={null} seq={null} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </Page>
  );
}

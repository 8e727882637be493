/** Creates issues for what is selected. Without a tracker, owners are led to where one is connected. */
import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, Suspense, useState } from "react";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { IssueTarget } from "./CreateIssuesDialog";
import { useKnownTrackers } from "./useTrackers";

const CreateIssuesDialog = lazyWithRetry(() => import("./CreateIssuesDialog"));

/** What is selected when it begins. */
export interface IssueSelection {
  target: IssueTarget;
  count: number;
  /** "12 threats". */
  label: string;
}

interface BulkIssues {
  /** The entry of a menu; null where there is nothing to do. */
  item: ReactNode;
  /** null where no issue can be created. */
  start: (() => void) | null;
  dialog: ReactNode;
}

export function useBulkIssues(selected: IssueSelection | null, onDone: () => void): BulkIssues {
  const { row, role, canEdit } = useModel();
  const trackers = useKnownTrackers();
  const [asking, setAsking] = useState<IssueSelection | null>(null);
  const able = canEdit && trackers !== undefined && trackers.length > 0;
  const start = able ? () => setAsking(selected) : null;
  const dialog = asking && (
    <Suspense>
      <CreateIssuesDialog {...asking} onClose={() => setAsking(null)} onDone={onDone} />
    </Suspense>
  );
  return { item: itemOf(), start, dialog };

  function itemOf(): ReactNode {
    if (start) return <Menu.Item onClick={start}>Create issues…</Menu.Item>;
    if (!trackers || !hasRole(role, "owner")) return null;
    return (
      <Menu.Item component={Link} to={`/t/${row?.team.id}/settings/trackers/new`}>
        Connect an issue tracker
      </Menu.Item>
    );
  }
}

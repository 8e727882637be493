/** Everything the person was told in all their teams, newest first. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconInbox, IconMail, IconMailOpened } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Notice } from "@/api/types";
import { NoticeLink } from "@/entities/notices/NoticeLink";
import {
  type NoticesQuery,
  noticesQuery,
  unreadQuery,
  useMarkNotices,
} from "@/entities/notices/queries";
import { NOTICE_KINDS, noticeKindLabel } from "@/model/labels/notices";
import { useSession } from "@/session/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import classes from "./inbox.module.css";

export default function InboxPage() {
  const params = useListParams();
  const query = useQuery(noticesQuery(params.query as NoticesQuery));
  const unread = useQuery(unreadQuery()).data?.unread ?? 0;
  const filters = useInboxFilterDefinitions();
  const mark = useMarkNotices();
  const { teams } = useSession();
  const rows = query.data?.results;
  return (
    <Page title="Inbox">
      <PageHeader
        title="Inbox"
        meta={`${unread.toLocaleString("en-US")} unread`}
        actions={
          unread > 0 && (
            <Button variant="default" onClick={() => mark.mutate({ read: true })}>
              Mark all as read
            </Button>
          )
        }
      />
      <FilterBar params={params} filters={filters} searchLabel="Search notices" />
      {query.error && !rows && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {rows?.length === 0 && <NothingFound narrowed={params.narrowed} />}
      {rows && rows.length > 0 && (
        <ul className={classes.list} aria-label="Notices">
          {rows.map((notice) => (
            <NoticeRow
              key={notice.id}
              notice={notice}
              team={teams.length > 1 ? notice.team.name : undefined}
              onMark={() => mark.mutate({ ids: [notice.id], read: !notice.read })}
            />
          ))}
        </ul>
      )}
      {query.data && <Pagination count={query.data.count} params={params} />}
    </Page>
  );
}

interface NoticeRowProps {
  notice: Notice;
  team: string | undefined;
  onMark: () => void;
}

function NoticeRow({ notice, team, onMark }: NoticeRowProps) {
  const label = notice.read ? "Mark as unread" : "Mark as read";
  const Icon = notice.read ? IconMail : IconMailOpened;
  return (
    <li className={classes.row} data-unread={!notice.read || undefined}>
      <NoticeLink notice={notice} team={team} />
      <Tooltip label={label}>
        <ActionIcon aria-label={`${label}: ${notice.subject}`} onClick={onMark}>
          <Icon size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function NothingFound({ narrowed }: { narrowed: boolean }) {
  return narrowed ? (
    <EmptyState icon={<IconInbox size={20} />} title="No matching notices">
      Remove a filter to see more.
    </EmptyState>
  ) : (
    <EmptyState icon={<IconInbox size={20} />} title="Nothing here yet">
      What is assigned to you, asks for your answer or is due will be listed here.
    </EmptyState>
  );
}

function useInboxFilterDefinitions(): Filter[] {
  const { teams } = useSession();
  return useMemo(() => {
    const kinds = NOTICE_KINDS.map((value) => ({ value, label: noticeKindLabel(value) }));
    const filters: Filter[] = [
      { id: "unread", label: "State", single: true, options: [{ value: "true", label: "Unread" }] },
      { id: "kind", label: "Kind", options: kinds },
    ];
    if (teams.length > 1) {
      const options = teams.map(({ id, name }) => ({ value: id, label: name }));
      filters.push({ id: "team", label: "Team", single: true, options });
    }
    return filters;
  }, [teams]);
}

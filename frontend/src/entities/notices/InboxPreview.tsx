/** The newest notices; a click leads to the place and marks the notice as read. */
import { Button } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { NoticeLink } from "./NoticeLink";
import classes from "./notices.module.css";
import { noticesQuery, useMarkNotices } from "./queries";

const SHOWN = 20;

interface InboxPreviewProps {
  unread: number;
  onClose: () => void;
}

export default function InboxPreview({ unread, onClose }: InboxPreviewProps) {
  const query = useQuery(noticesQuery({ page_size: SHOWN }));
  const mark = useMarkNotices();
  return (
    <section aria-label="Inbox">
      <header className={classes.head}>
        <h2>Inbox</h2>
        {unread > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => mark.mutate({ read: true })}>
            Mark all as read
          </Button>
        )}
      </header>
      {query.error && !query.data && (
        <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />
      )}
      {query.data?.results.length === 0 && (
        <EmptyState size="compact" icon={<IconInbox size={18} />} title="Nothing here yet">
          What is assigned to you, asks for your answer or is due will be listed here.
        </EmptyState>
      )}
      <ul className={classes.list}>
        {query.data?.results.map((notice) => (
          <li key={notice.id}>
            <NoticeLink notice={notice} onFollow={onClose} />
          </li>
        ))}
      </ul>
      <footer className={classes.foot}>
        <Link to="/inbox" onClick={onClose}>
          Show all
        </Link>
        <Link to="/account" hash="notifications" onClick={onClose}>
          Settings
        </Link>
      </footer>
    </section>
  );
}

/** What one was told about acceptances lately; a click leads there and ticks it off. Nothing while there is none. */
import { Button } from "@mantine/core";
import { IconFileCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import type { AcceptanceNotice } from "@/api/types";
import { acceptanceNoticesQuery, refreshAcceptanceNotices } from "@/entities/acceptances/queries";
import { noticeText } from "@/model/labels/acceptances";
import { RelativeTime } from "@/ui/RelativeTime";
import { toast } from "@/ui/toast";
import classes from "./mentions.module.css";

const SHOWN = 10;

interface AcceptanceInboxProps {
  unread: number;
  onClose: () => void;
}

export default function AcceptanceInbox({ unread, onClose }: AcceptanceInboxProps) {
  const client = useQueryClient();
  const rows = useQuery(acceptanceNoticesQuery({ page_size: SHOWN })).data?.results ?? [];
  const read = useMutation({
    mutationFn: (ids: number[] | null) =>
      unwrap(api.POST("/api/acceptance-notices/read/", { body: ids ? { ids } : {} })),
    onSuccess: () => refreshAcceptanceNotices(client),
    onError: toast.error,
  });
  const follow = (notice: AcceptanceNotice): void => {
    if (!notice.read) read.mutate([notice.id]);
    onClose();
  };
  if (rows.length === 0) return null;
  return (
    <section aria-label="Risk acceptance">
      <header className={classes.head}>
        <h2>Risk acceptance</h2>
        {unread > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => read.mutate(null)}>
            Mark all as read
          </Button>
        )}
      </header>
      <ul className={classes.list} data-short>
        {rows.map((notice) => (
          <li key={notice.id}>
            <NoticeLink notice={notice} onFollow={() => follow(notice)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface NoticeLinkProps {
  notice: AcceptanceNotice;
  onFollow: () => void;
}

function NoticeLink({ notice, onFollow }: NoticeLinkProps) {
  const { acceptance, kind, model, team } = notice;
  return (
    <Link
      className={classes.notice}
      data-unread={!notice.read || undefined}
      to="/t/$team/acceptances"
      params={{ team }}
      search={{ open: String(acceptance.number), in: model.id }}
      onClick={onFollow}
    >
      <IconFileCheck size={18} aria-hidden="true" />
      <span className={classes.words}>
        <span className={classes.where}>
          <strong>A{acceptance.number}</strong> of {model.name} {noticeText(kind)}
        </span>
        <span className={classes.excerpt}>{acceptance.title}</span>
        <span className={classes.when}>
          <RelativeTime at={notice.created_at} />
          {!notice.read && <span className={classes.new}>New</span>}
        </span>
      </span>
    </Link>
  );
}

/** Who has mentioned one lately, where and with which words; a click leads there and ticks it off. */
import { Button } from "@mantine/core";
import { IconAt } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import type { MentionNotice } from "@/api/types";
import { mentionsQuery, refreshMentions } from "@/entities/comments/queries";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import { toast } from "@/ui/toast";
import classes from "./mentions.module.css";

const SHOWN = 30;

interface MentionListProps {
  unread: number;
  onClose: () => void;
}

export default function MentionInbox({ unread, onClose }: MentionListProps) {
  const client = useQueryClient();
  const query = useQuery(mentionsQuery({ page_size: SHOWN }));
  const read = useMutation({
    mutationFn: (ids: number[] | null) =>
      unwrap(api.POST("/api/mentions/read/", { body: ids ? { ids } : {} })),
    onSuccess: () => refreshMentions(client),
    onError: toast.error,
  });
  const follow = (notice: MentionNotice) => {
    if (!notice.read) read.mutate([notice.id]);
    onClose();
  };
  return (
    <section aria-label="Mentions">
      <header className={classes.head}>
        <h2>Mentions</h2>
        {unread > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => read.mutate(null)}>
            Mark all as read
          </Button>
        )}
      </header>
      {query.error && !query.data && (
        <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />
      )}
      {query.data?.results.length === 0 && (
        <EmptyState size="compact" icon={<IconAt size={18} />} title="No mentions yet">
          Comments that mention you with @ are listed here.
        </EmptyState>
      )}
      <ul className={classes.list}>
        {query.data?.results.map((notice) => (
          <li key={notice.id}>
            <NoticeLink notice={notice} onFollow={() => follow(notice)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoticeLink({ notice, onFollow }: { notice: MentionNotice; onFollow: () => void }) {
  const { author, place, model } = notice;
  return (
    <Link
      className={classes.notice}
      data-unread={!notice.read || undefined}
      {...linkTo(notice)}
      onClick={onFollow}
    >
      {author ? <PersonAvatar person={author} size={24} /> : <span />}
      <span className={classes.words}>
        <span className={classes.where}>
          <strong>{author ? author.name || author.email : "Former member"}</strong> on{" "}
          {place.on === "model" ? model.name : `${place.name} in ${model.name}`}
        </span>
        <span className={classes.excerpt}>{notice.excerpt}</span>
        <span className={classes.when}>
          <RelativeTime at={notice.created_at} />
          {!notice.read && <span className={classes.new}>New</span>}
        </span>
      </span>
    </Link>
  );
}

/** The comment, where it is shown. */
function linkTo({ place, model, comment }: MentionNotice) {
  const params = { model: model.id };
  if (place.on === "threat") {
    const number = place.uid.slice(1);
    return { to: `/m/${model.id}/threats/${number}`, search: { comment } as never };
  }
  const search =
    place.on === "model" ? { comments: "open", comment } : { select: place.uid, comment };
  return { to: "/m/$model/architecture" as const, params, search };
}

/** A notice as a link to its place; following it marks it as read. */
import { Link } from "@tanstack/react-router";
import type { Notice } from "@/api/types";
import { NoticeText } from "./NoticeText";
import classes from "./notices.module.css";
import { useMarkNotices } from "./queries";

interface NoticeLinkProps {
  notice: Notice;
  team?: string | undefined;
  onFollow?: () => void;
}

export function NoticeLink({ notice, team, onFollow }: NoticeLinkProps) {
  const mark = useMarkNotices();
  const follow = (): void => {
    if (!notice.read) mark.mutate({ ids: [notice.id], read: true });
    onFollow?.();
  };
  return (
    <Link
      className={classes.notice}
      data-unread={!notice.read || undefined}
      {...placeOf(notice.link)}
      onClick={follow}
    >
      <NoticeText notice={notice} team={team} />
    </Link>
  );
}

/** The path and the query of the page, as the router takes them. */
function placeOf(link: string) {
  const { pathname, searchParams } = new URL(link, window.location.origin);
  return { to: pathname, search: Object.fromEntries(searchParams) as never };
}

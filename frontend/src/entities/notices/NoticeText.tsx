/** What a notice says: who did what, with the words or the title that it is about, and when. */
import type { Notice } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { RelativeTime } from "@/ui/RelativeTime";
import { NoticeIcon } from "./NoticeIcon";
import classes from "./notices.module.css";

export function NoticeText({ notice, team }: { notice: Notice; team?: string | undefined }) {
  const { actor } = notice;
  return (
    <>
      {actor ? <PersonAvatar person={actor} size={24} /> : <NoticeIcon kind={notice.kind} />}
      <span className={classes.words}>
        <span className={classes.what}>
          {actor && <strong>{actor.name || actor.email}</strong>} {notice.what}
        </span>
        {notice.detail && <span className={classes.detail}>{notice.detail}</span>}
        <span className={classes.when}>
          <RelativeTime at={notice.created_at} />
          {team && <span>{team}</span>}
          {!notice.read && <span className={classes.new}>New</span>}
        </span>
      </span>
    </>
  );
}

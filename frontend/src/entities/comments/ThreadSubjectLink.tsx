/** What a thread is pinned to, as a link there while it exists. */
import { Link } from "@tanstack/react-router";
import type { CommentThread } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import classes from "./comments.module.css";

interface ThreadSubjectLinkProps {
  model: string;
  thread: CommentThread;
  onFollow: () => void;
}

export function ThreadSubjectLink({ model, thread, onFollow }: ThreadSubjectLinkProps) {
  const { place } = thread;
  if (place.on === "model") return <span className={classes.placeName}>The model</span>;
  if (place.on === "threat") {
    return (
      <Link
        className={classes.placeName}
        to="/m/$model/threats/$number"
        params={{ model, number: place.uid.slice(1) }}
        search={{ comment: thread.id } as never}
        onClick={onFollow}
      >
        <span>{place.name}</span>
      </Link>
    );
  }
  if (place.on === "mitigation" && place.id !== null) {
    return (
      <Link
        className={classes.placeName}
        to="/m/$model/mitigations"
        params={{ model }}
        search={{ open: place.uid.slice(1), comment: thread.id } as never}
        onClick={onFollow}
      >
        <span>{place.name}</span>
      </Link>
    );
  }
  if (place.gone || place.id === null) {
    return (
      <span className={classes.placeName} data-gone>
        {place.name} (no longer there)
      </span>
    );
  }
  return (
    <Link
      className={classes.placeName}
      to="/m/$model/architecture"
      params={{ model }}
      search={{ select: place.id, comment: thread.id }}
      onClick={onFollow}
    >
      <KindIcon kind={place.kind} size={14} />
      <span>{place.name}</span>
    </Link>
  );
}

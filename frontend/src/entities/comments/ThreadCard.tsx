/** A thread: its first comment, the answers, a place for the next one, and whether it is resolved. */
import { Button, Tooltip } from "@mantine/core";
import { IconCheck, IconRotate2 } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { CommentThread, Person } from "@/api/types";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { exactTime } from "@/ui/time";
import { CommentBox } from "./CommentBox";
import { CommentItem } from "./CommentItem";
import classes from "./comments.module.css";
import { nameOf } from "./mentionText";
import type { CommentActions } from "./useCommentActions";

interface ThreadCardProps {
  thread: CommentThread;
  people: readonly Person[];
  commenting: CommentActions;
  /** The address leads here. */
  asked?: boolean;
  /** What it is pinned to, where that does not go without saying. */
  place?: ReactNode;
}

export function ThreadCard({ thread, people, commenting, asked = false, place }: ThreadCardProps) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (asked) card.current?.scrollIntoView({ block: "nearest" });
  }, [asked]);
  const resolved = thread.resolved_at !== null;
  return (
    <article
      ref={card}
      className={classes.thread}
      data-resolved={resolved || undefined}
      data-asked={asked || undefined}
      aria-label={`Thread by ${thread.author ? nameOf(thread.author) : "a former member"}`}
    >
      {place && <div className={classes.place}>{place}</div>}
      <CommentItem comment={thread} people={people} commenting={commenting} />
      {thread.replies.map((reply) => (
        <CommentItem key={reply.id} comment={reply} people={people} commenting={commenting} />
      ))}
      <div className={classes.foot}>
        {!resolved && (
          <CommentBox
            label="Answer"
            send="Answer"
            people={people}
            draftKey={`answer ${thread.id}`}
            onSend={(text) => commenting.answer.mutateAsync({ thread: thread.id, text })}
          />
        )}
        <ResolveButton thread={thread} commenting={commenting} />
      </div>
    </article>
  );
}

/** Viewers resolve threads of their own only. */
function ResolveButton({ thread, commenting }: Pick<ThreadCardProps, "thread" | "commenting">) {
  const resolved = thread.resolved_at !== null;
  const { user } = useSession();
  const { canEdit } = useModel();
  const own = thread.author !== null && thread.author.id === user?.id;
  const { isPending, variables, mutate } = commenting.resolve;
  const by = thread.resolved_by && `Resolved by ${nameOf(thread.resolved_by)}`;
  const when = thread.resolved_at && exactTime(new Date(thread.resolved_at));
  if (!canEdit && !own) return null;
  return (
    <Tooltip label={`${by ?? "Resolved"}, ${when}`} disabled={!resolved}>
      <Button
        size="compact-sm"
        variant={resolved ? "subtle" : "default"}
        color="gray"
        className={classes.resolve}
        loading={isPending && variables?.thread === thread.id}
        onClick={() => mutate({ thread: thread.id, resolved: !resolved })}
        leftSection={
          resolved ? (
            <IconRotate2 size={14} aria-hidden="true" />
          ) : (
            <IconCheck size={14} aria-hidden="true" />
          )
        }
      >
        {resolved ? "Open again" : "Resolve"}
      </Button>
    </Tooltip>
  );
}

/** The comments of one element or flow, for the inspector: open threads first, then the resolved ones. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CommentThread } from "@/api/types";
import { usePeople } from "@/entities/people/usePeople";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useSearchParams } from "@/ui/useSearchParams";
import { CommentBox } from "./CommentBox";
import classes from "./comments.module.css";
import { threadsQuery } from "./queries";
import { ThreadCard } from "./ThreadCard";
import { type Pin, useCommentActions } from "./useCommentActions";

const SHOWN = 100;

export function SubjectComments({ model, pin }: { model: string; pin: Pin }) {
  const { uid, on } = pin;
  const query = useQuery(threadsQuery(model, { uid, place: on, page_size: SHOWN }));
  const people = usePeople();
  const commenting = useCommentActions(model);
  const asked = useSearchParams()[0].comment;
  const [chosen, setChosen] = useState(false);
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  const threads = query.isPlaceholderData ? [] : (query.data?.results ?? []);
  const open = threads.filter((thread) => thread.resolved_at === null);
  const resolved = threads.filter((thread) => thread.resolved_at !== null);
  const isAsked = (thread: CommentThread) => holds(thread, asked);
  const showsResolved = chosen || resolved.some(isAsked);
  return (
    <div className={classes.subject}>
      <CommentBox
        key={`${on} ${uid}`}
        label="Comment"
        send="Comment"
        people={people}
        draftKey={`${model} ${on} ${uid}`}
        onSend={(text) => commenting.open.mutateAsync({ pin, text })}
      />
      {query.data && threads.length === 0 && (
        <EmptyState size="compact" title="No comments yet">
          Ask, object, or note what a reviewer should know. Everybody in the team sees it.
        </EmptyState>
      )}
      {[...open, ...(showsResolved ? resolved : [])].map((thread) => (
        <ThreadCard
          key={thread.id}
          thread={thread}
          people={people}
          commenting={commenting}
          asked={isAsked(thread)}
        />
      ))}
      {resolved.length > 0 && !showsResolved && (
        <button type="button" className={classes.reveal} onClick={() => setChosen(true)}>
          Show {resolved.length} resolved
        </button>
      )}
    </div>
  );
}

/** Whether the comment of this id is in the thread. */
export function holds(thread: CommentThread, comment: unknown): boolean {
  return thread.id === comment || thread.replies.some((reply) => reply.id === comment);
}

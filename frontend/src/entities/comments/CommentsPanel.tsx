/** Every thread of the model in a drawer, by what one looks for; each leads to what it is pinned to. */
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePeople } from "@/entities/people/usePeople";
import { Drawer } from "@/ui/Drawer";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useSearchParams } from "@/ui/useSearchParams";
import { CommentBox } from "./CommentBox";
import classes from "./comments.module.css";
import { type ThreadsQuery, threadsQuery } from "./queries";
import { holds } from "./SubjectComments";
import { ThreadCard } from "./ThreadCard";
import { ThreadSubjectLink } from "./ThreadSubjectLink";
import { useCommentActions } from "./useCommentActions";

type Filter = "open" | "mine" | "resolved";

const FILTERS: { value: Filter; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "mine", label: "Mention me" },
  { value: "resolved", label: "Resolved" },
];
const ASKED: Readonly<Record<Filter, ThreadsQuery>> = {
  open: { state: "open" },
  mine: { mentions_me: true },
  resolved: { state: "resolved" },
};
const NOTHING: Readonly<Record<Filter, string>> = {
  open: "No open threads",
  mine: "No mentions of you here",
  resolved: "Nothing was resolved yet",
};
const PAGE_SIZE = 25;

interface CommentsPanelProps {
  model: string;
  onClose: () => void;
}

export default function CommentsPanel({ model, onClose }: CommentsPanelProps) {
  const [filter, setFilter] = useState<Filter>("open");
  const [page, setPage] = useState(1);
  const query = useQuery(threadsQuery(model, { ...ASKED[filter], page, page_size: PAGE_SIZE }));
  const people = usePeople();
  const commenting = useCommentActions(model);
  const asked = useSearchParams()[0].comment;
  const threads = query.data?.results ?? [];
  return (
    <Drawer opened onClose={onClose} title="Comments" position="right" size={420} padding="md">
      <div className={classes.panel}>
        <SegmentedControl
          data={FILTERS}
          value={filter}
          onChange={(next) => {
            setFilter(next as Filter);
            setPage(1);
          }}
          aria-label="Which threads"
          fullWidth
        />
        {filter === "open" && (
          <CommentBox
            label="Comment on the model"
            send="Comment"
            people={people}
            draftKey={`${model} model`}
            onSend={(text) => commenting.open.mutateAsync({ pin: { on: "model", uid: "" }, text })}
          />
        )}
        {query.error && !query.data && (
          <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />
        )}
        {query.data && threads.length === 0 && (
          <EmptyState size="compact" title={NOTHING[filter]}>
            Comments on an element or flow are written in its inspector, others on the page of the
            threat or mitigation.
          </EmptyState>
        )}
        {threads.map((thread) => (
          <ThreadCard
            key={thread.id}
            thread={thread}
            people={people}
            commenting={commenting}
            asked={holds(thread, asked)}
            place={<ThreadSubjectLink model={model} thread={thread} onFollow={onClose} />}
          />
        ))}
        <div className={classes.pages}>
          {query.data?.next && (
            <Button size="compact-sm" variant="default" onClick={() => setPage(page + 1)}>
              Older
            </Button>
          )}
          {query.data?.previous && (
            <Button size="compact-sm" variant="default" onClick={() => setPage(page - 1)}>
              Newer
            </Button>
          )}
        </div>
      </div>
    </Drawer>
  );
}

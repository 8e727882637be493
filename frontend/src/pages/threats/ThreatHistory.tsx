/** What happened to the threat and what people say about it, newest first, in one stream. */
import { useQuery } from "@tanstack/react-query";
import type { CommentThread, HistoryEvent, ThreatDetail } from "@/api/types";
import { CommentBox } from "@/entities/comments/CommentBox";
import { threadsQuery } from "@/entities/comments/queries";
import { ThreadCard } from "@/entities/comments/ThreadCard";
import { useCommentActions } from "@/entities/comments/useCommentActions";
import { EventLine } from "@/entities/history/EventLine";
import { eventsQuery } from "@/entities/history/queries";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import { ArticleSection } from "@/ui/Article";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./threat.module.css";

const SHOWN = 100;

export function ThreatHistory({ threat }: { threat: Pick<ThreatDetail, "number"> }) {
  const { id } = useModel();
  const people = usePeople();
  const commenting = useCommentActions(id);
  const asked = useSearchParams()[0].comment;
  const pin = { on: "threat", uid: `T${threat.number}` } as const;
  const about = { subject_type: ["threat" as const], number: threat.number, page_size: SHOWN };
  const events = useQuery(eventsQuery(id, about)).data?.results ?? [];
  const comments = { place: pin.on, uid: pin.uid, page_size: SHOWN };
  const threads = useQuery(threadsQuery(id, comments)).data?.results ?? [];
  return (
    <ArticleSection title="Activity">
      <CommentBox
        label="Comment"
        send="Comment"
        people={people}
        draftKey={`${id} threat ${threat.number}`}
        onSend={(text) => commenting.open.mutateAsync({ pin, text })}
      />
      <ol className={classes.events}>
        {inOneStream(events, threads).map((item) =>
          "what" in item ? (
            <EventLine key={item.id} event={item} showSubject={false} />
          ) : (
            <li key={item.id}>
              <ThreadCard
                thread={item}
                people={people}
                commenting={commenting}
                asked={[item, ...item.replies].some((one) => one.id === asked)}
              />
            </li>
          ),
        )}
      </ol>
    </ArticleSection>
  );
}

/** Comments stand in the stream themselves, so the events that tell of them are left out. */
function inOneStream(
  events: readonly HistoryEvent[],
  threads: readonly CommentThread[],
): (HistoryEvent | CommentThread)[] {
  const told = events.filter((event) => !("comment" in event.after));
  const at = (item: HistoryEvent | CommentThread) => ("what" in item ? item.at : item.created_at);
  return [...told, ...threads].sort((a, b) => at(b).localeCompare(at(a)));
}

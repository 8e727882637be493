/** What happened to a threat or mitigation and what people say about it, newest first, in one stream. */
import { useQuery } from "@tanstack/react-query";
import type { CommentThread, HistoryEvent } from "@/api/types";
import { EventLine } from "@/entities/history/EventLine";
import { eventsQuery } from "@/entities/history/queries";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import { useSearchParams } from "@/ui/useSearchParams";
import { CommentBox } from "./CommentBox";
import classes from "./comments.module.css";
import { threadsQuery } from "./queries";
import { holds } from "./SubjectComments";
import { ThreadCard } from "./ThreadCard";
import { useCommentActions } from "./useCommentActions";
import { useLiveComments } from "./useLiveComments";

interface ActivityProps {
  on: "threat" | "mitigation";
  number: number;
}

const LETTERS = { threat: "T", mitigation: "M" } as const;
const SHOWN = 100;

export function Activity({ on, number }: ActivityProps) {
  const { id } = useModel();
  useLiveComments(id);
  const people = usePeople();
  const commenting = useCommentActions(id);
  const asked = useSearchParams()[0].comment;
  const pin = { on, uid: `${LETTERS[on]}${number}` };
  const about = { subject_type: [on], number, page_size: SHOWN };
  const events = useQuery(eventsQuery(id, about)).data?.results ?? [];
  const comments = { place: on, uid: pin.uid, page_size: SHOWN };
  const threads = useQuery(threadsQuery(id, comments)).data?.results ?? [];
  return (
    <>
      <CommentBox
        label="Comment"
        send="Comment"
        people={people}
        draftKey={`${id} ${on} ${number}`}
        onSend={(text) => commenting.open.mutateAsync({ pin, text })}
      />
      <ol className={classes.stream}>
        {inOneStream(events, threads).map((item) =>
          "what" in item ? (
            <EventLine key={item.id} event={item} showSubject={false} />
          ) : (
            <li key={item.id}>
              <ThreadCard
                thread={item}
                people={people}
                commenting={commenting}
                asked={holds(item, asked)}
              />
            </li>
          ),
        )}
      </ol>
    </>
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

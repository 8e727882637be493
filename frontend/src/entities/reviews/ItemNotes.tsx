/** What people note on an item: each has a note of their own, which all read. */
import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Review, ReviewItem } from "@/api/types";
import { personName } from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { writeNote } from "./reviewApiCalls";
import classes from "./reviews.module.css";
import { useReviewMutation } from "./useReviewMutation";

const LONGEST = 4_000;

interface ItemNotesProps {
  review: Review;
  item: ReviewItem;
  /** Whether one may write: while the review runs and one attends. */
  open: boolean;
}

export function ItemNotes({ review, item, open }: ItemNotesProps) {
  const me = useSession().user?.id;
  const others = item.notes.filter(({ person }) => !open || person?.id !== me);
  const mine = item.notes.find(({ person }) => person?.id === me)?.text ?? "";
  if (!open && others.length === 0) return null;
  return (
    <div className={classes.notes}>
      {others.length > 0 && (
        <ul className={classes.noteList}>
          {others.map((note) => (
            <li key={note.person?.id ?? note.written_at}>
              <span className={classes.author}>{personName(note.person)}</span>
              <span className={classes.noteText}>{note.text}</span>
            </li>
          ))}
        </ul>
      )}
      {open && <OwnNote key={item.place} review={review} item={item} written={mine} />}
    </div>
  );
}

interface OwnNoteProps {
  review: Review;
  item: ReviewItem;
  written: string;
}

function OwnNote({ review, item, written }: OwnNoteProps) {
  const [text, setText] = useState(written);
  const write = useReviewMutation(writeNote);
  const save = (): void => {
    if (text.trim() !== written) write.mutate({ review, place: item.place, text });
  };
  return (
    <Textarea
      label="Your note"
      description="All who read the minutes see it. It is saved when you leave the field."
      autosize
      minRows={2}
      maxRows={8}
      maxLength={LONGEST}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
    />
  );
}

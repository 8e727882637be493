/** What people noted on a step. Notes are added and never changed. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ResponseRun, ResponseStep } from "@/api/types";
import { personName } from "@/model/labels/reviews";
import { exactTime } from "@/ui/time";
import { addNote } from "./responseApiCalls";
import classes from "./step.module.css";
import { useRunMutation } from "./useRunMutation";

const LONGEST = 4_000;

export function StepNotes({ run, step }: { run: ResponseRun; step: ResponseStep }) {
  return (
    <>
      {step.notes.length > 0 && (
        <ul className={classes.notes} aria-label={`Notes on step ${step.place + 1}`}>
          {step.notes.map((note) => (
            <li key={`${note.written_at} ${note.person?.id}`}>
              <span className={classes.author}>
                {personName(note.person)}, {exactTime(new Date(note.written_at))}
              </span>
              <span className={classes.noteText}>{note.text}</span>
            </li>
          ))}
        </ul>
      )}
      {run.state === "open" && <AddNote run={run} step={step} />}
    </>
  );
}

function AddNote({ run, step }: { run: ResponseRun; step: ResponseStep }) {
  const [text, setText] = useState("");
  const add = useRunMutation(addNote);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === "" || add.isPending) return;
    add.mutate({ run, place: step.place, text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form className={classes.addNote} onSubmit={send}>
      <Textarea
        className={classes.noteField}
        aria-label={`Note on step ${step.place + 1}`}
        placeholder="What you saw or did. Do not paste values of secrets."
        autosize
        minRows={1}
        maxRows={8}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
        }}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        loading={add.isPending}
        disabled={!text.trim()}
      >
        Add note
      </Button>
    </form>
  );
}

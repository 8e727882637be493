/** Where a comment is written: plain text, people by @, sent with Ctrl+Enter. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { messageOf } from "@/api/errors";
import type { Person } from "@/api/types";
import { draftOf, saveDraft } from "./commentDrafts";
import classes from "./comments.module.css";
import { MentionSuggestions } from "./MentionSuggestions";
import { toDraft, toText } from "./mentionText";
import { useMentions } from "./useMentions";

interface CommentBoxProps {
  label: string;
  send: string;
  people: readonly Person[];
  /** What stands there to be changed. */
  text?: string;
  /** What the comment is about: what was begun stands there again when one comes back to it. */
  draftKey?: string;
  onSend: (text: string) => Promise<unknown>;
  onCancel?: (() => void) | undefined;
  autoFocus?: boolean;
}

const LONGEST = 4000;
const TOLD_FROM = 3600;

export function CommentBox(props: CommentBoxProps) {
  const { label, send, people, text = "", draftKey, onSend, onCancel, autoFocus = false } = props;
  const [draft, setWords] = useState(() => draftOf(draftKey) ?? toDraft(text, people));
  const setDraft = (words: string): void => {
    setWords(words);
    saveDraft(draftKey, words);
  };
  const [fault, setFault] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const names = useMentions(people, draft, setDraft);
  const empty = draft.trim() === "";
  const submit = async () => {
    if (empty || sending) return;
    setSending(true);
    try {
      await onSend(toText(draft.trim(), [...names.chosen, ...people]));
      setDraft("");
      setFault(null);
    } catch (error) {
      setFault(error);
    }
    setSending(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (names.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
    else if (event.key === "Escape" && onCancel) onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className={classes.box} onSubmit={onSubmit}>
      <Textarea
        {...names.field}
        aria-label={label}
        placeholder={`${label}…`}
        value={draft}
        onKeyDown={onKeyDown}
        error={fault ? messageOf(fault) : undefined}
        maxLength={LONGEST}
        autosize
        minRows={draft || autoFocus ? 2 : 1}
        maxRows={10}
        autoFocus={autoFocus}
      />
      <MentionSuggestions {...names.list} />
      {(!empty || onCancel) && (
        <div className={classes.boxActions}>
          <span className={classes.hint}>
            {draft.length >= TOLD_FROM
              ? `${LONGEST - draft.length} left`
              : "@ to mention a person, Ctrl+Enter to send"}
          </span>
          {onCancel && (
            <Button size="compact-sm" variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button size="compact-sm" type="submit" loading={sending} disabled={empty}>
            {send}
          </Button>
        </div>
      )}
    </form>
  );
}

/** The votes on a card: one's own with a note, and those of everyone else as they come in. */
import { Textarea } from "@mantine/core";
import type { CardAnswer, CardVote } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { useModel } from "@/session/useModel";
import { useShortcut } from "@/ui/useShortcut";
import { ANSWERS, nameOf, type PlayedCard } from "./session";
import type { OwnVote } from "./useOwnVote";
import classes from "./votes.module.css";

const NOTE_LENGTH = 1000;

interface CardVotesProps {
  card: PlayedCard;
  vote: OwnVote;
}

export function CardVotes({ card, vote }: CardVotesProps) {
  const { canEdit } = useModel();
  return (
    <section aria-label="Votes">
      {canEdit && <OwnAnswer vote={vote} />}
      {card.votes.length > 0 ? (
        <ul className={classes.votes} aria-live="polite">
          {card.votes.map((one) => (
            <VoteItem key={one.person?.id ?? one.answer + one.note} vote={one} />
          ))}
        </ul>
      ) : (
        <p className={classes.none}>No votes yet.</p>
      )}
    </section>
  );
}

function OwnAnswer({ vote }: { vote: OwnVote }) {
  return (
    <div className={classes.own}>
      <fieldset className={classes.answers}>
        <legend className={classes.legend}>Your vote</legend>
        {ANSWERS.map((answer) => (
          <AnswerButton key={answer.value} {...answer} vote={vote} />
        ))}
      </fieldset>
      <Textarea
        label="Note"
        placeholder="Why it applies, or does not"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={NOTE_LENGTH}
        value={vote.note}
        onChange={(event) => vote.setNote(event.currentTarget.value)}
        onBlur={vote.keepNote}
      />
    </div>
  );
}

interface AnswerButtonProps {
  value: CardAnswer;
  label: string;
  hotkey?: string;
  vote: OwnVote;
}

function AnswerButton({ value, label, hotkey = "", vote }: AnswerButtonProps) {
  useShortcut({
    keys: hotkey,
    label: `Vote: ${label.toLowerCase()}`,
    group: "LINDDUN GO",
    run: () => vote.answer(value),
  });
  return (
    <button
      type="button"
      className={classes.answer}
      data-answer={value}
      aria-pressed={vote.given === value}
      onClick={() => vote.answer(value)}
    >
      {label}
      <span className={classes.key} aria-hidden="true">
        {hotkey}
      </span>
    </button>
  );
}

function VoteItem({ vote }: { vote: CardVote }) {
  const { person, answer, note, subjects } = vote;
  return (
    <li className={classes.vote}>
      {person ? <PersonAvatar person={person} size={22} withName /> : nameOf(null)}
      <span className={classes.said} data-answer={answer}>
        {ANSWERS.find(({ value }) => value === answer)?.label}
      </span>
      {subjects.length > 0 && (
        <span className={classes.on}>{subjects.map(({ name }) => name).join(", ")}</span>
      )}
      {note && <span className={classes.note}>{note}</span>}
    </li>
  );
}

/** The control that answers a question: buttons for yes and no and for choices, a field for the rest. */
import { Button, Select, TextInput } from "@mantine/core";
import { type FormEvent, Suspense, useState } from "react";
import { durationExample } from "@/model/labels/durations";
import { optionLabel } from "@/model/labels/factOptions";
import { controlFor, emptyAnswer, latestDay, parseAnswer } from "@/model/labels/questionAnswers";
import { lazyWithRetry } from "@/ui/codeLoading";
import { idListFact } from "./idListFacts";
import { NoneButton } from "./NoneButton";
import type { OpenQuestion } from "./openQuestion";
import classes from "./questions.module.css";
import { RecordsAnswer } from "./RecordsAnswer";

const ListAnswer = lazyWithRetry(() => import("./ListAnswer"));

interface AnswerControlProps {
  question: OpenQuestion;
  pending: boolean;
  onAnswer: (value: unknown) => void;
  /** Leave it unknown for now; left out where nothing follows. */
  onSkip?: (() => void) | undefined;
}

/** More choices than this are a list to choose from, not buttons. */
const BUTTONS_AT_MOST = 4;

export function AnswerControl(props: AnswerControlProps) {
  const { question, pending, onSkip } = props;
  return (
    <fieldset className={classes.answer} disabled={pending} aria-label={`Answer: ${question.text}`}>
      <Control {...props} />
      {onSkip && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onSkip}>
          Skip
        </Button>
      )}
    </fieldset>
  );
}

function Control({ question, onAnswer }: AnswerControlProps) {
  const control = controlFor(question.type);
  if (control === "yes-no") {
    return (
      <Choices
        choices={[
          { label: "Yes", value: true },
          { label: "No", value: false },
        ]}
        onAnswer={onAnswer}
      />
    );
  }
  const worded = idListFact(question.fact);
  if (worded) {
    return (
      <Suspense>
        <ListAnswer fact={worded} question={question} onAnswer={onAnswer} />
      </Suspense>
    );
  }
  if (control === "records") return <RecordsAnswer question={question} onAnswer={onAnswer} />;
  if (control === "written" || control === "day") {
    return <WrittenAnswer question={question} onAnswer={onAnswer} />;
  }
  const choices = question.options.map((option) => ({
    label: optionLabel(option),
    value: option,
  }));
  if (choices.length <= BUTTONS_AT_MOST) return <Choices choices={choices} onAnswer={onAnswer} />;
  return (
    <Select
      aria-label="Answer"
      placeholder="Choose"
      className={classes.select}
      data={choices}
      onChange={(value) => value !== null && onAnswer(value)}
    />
  );
}

interface ChoicesProps {
  choices: readonly { label: string; value: boolean | string }[];
  onAnswer: (value: unknown) => void;
}

function Choices({ choices, onAnswer }: ChoicesProps) {
  return (
    <Button.Group className={classes.choices}>
      {choices.map(({ label, value }) => (
        <Button
          key={label}
          variant="default"
          size="compact-sm"
          px={14}
          onClick={() => onAnswer(value)}
        >
          {label}
        </Button>
      ))}
    </Button.Group>
  );
}

function WrittenAnswer({ question, onAnswer }: Pick<AnswerControlProps, "question" | "onAnswer">) {
  const [text, setText] = useState("");
  const [message, setMessage] = useState("");
  const fact = question.fact ?? "";
  const isList = question.type === "list";
  const empty = emptyAnswer(question.type, fact);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (empty && text.trim() === "") {
      setMessage(`Enter ${isList ? "at least one" : "a name"}, or choose ${empty.label}`);
      return;
    }
    const answer = parseAnswer(question.type, text, question.ranges?.[fact], fact);
    if (answer.ok) onAnswer(answer.value);
    else setMessage(answer.message);
  };
  return (
    <form className={classes.written} onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label={question.label || "Answer"}
        placeholder={isList ? "First, second, third" : (durationExample(fact) ?? "Answer")}
        {...(question.type === "date" && { type: "date", max: latestDay() })}
        value={text}
        error={message || undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMessage("");
        }}
      />
      <Button type="submit" size="xs" variant="default">
        Save
      </Button>
      <NoneButton answer={empty} onAnswer={onAnswer} />
    </form>
  );
}

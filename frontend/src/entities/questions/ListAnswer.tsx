/** Answers a question for a list whose words are known: data sets, categories of personal data, people. */
import { Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { catalogueQuery } from "@/api/queries";
import { allDataSetsQuery } from "@/entities/dataSets/queries";
import { emptyAnswer } from "@/model/labels/questionAnswers";
import { useModel } from "@/session/useModel";
import type { IdListFact } from "./idListFacts";
import { NoneButton } from "./NoneButton";
import type { OpenQuestion } from "./openQuestion";
import classes from "./questions.module.css";

interface ListAnswerProps {
  fact: IdListFact;
  question: OpenQuestion;
  onAnswer: (value: unknown) => void;
}

export default function ListAnswer({ fact, question, onAnswer }: ListAnswerProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const data = useWords(fact);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAnswer(chosen);
  };
  return (
    <form className={classes.written} onSubmit={submit}>
      <MultiSelect
        size="xs"
        miw={200}
        maw={320}
        searchable
        hidePickedOptions
        aria-label={question.label || "Answer"}
        placeholder={chosen.length === 0 ? "Choose" : undefined}
        nothingFoundMessage={fact === "data_sets" ? "No data set of this name" : "Nothing matches"}
        data={data}
        value={chosen}
        onChange={setChosen}
      />
      <Button type="submit" size="xs" variant="default" disabled={chosen.length === 0}>
        Save
      </Button>
      <NoneButton answer={emptyAnswer("list", "")} onAnswer={onAnswer} />
    </form>
  );
}

function useWords(fact: IdListFact): { value: string; label: string }[] {
  const { id } = useModel();
  const words = useQuery(catalogueQuery()).data?.data;
  const sets = useQuery({ ...allDataSetsQuery(id), enabled: fact === "data_sets" }).data?.results;
  if (fact === "data_sets") {
    return (sets ?? []).map(({ uid, name }) => ({ value: uid, label: name }));
  }
  const known = fact === "data_subjects" ? words?.subjects : words?.categories;
  return (known ?? []).map((one) => ({ value: one.id, label: one.label }));
}

/** The questions a cell waits for, answered on the spot. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { elementQuery, flowQuery } from "@/api/architectureQueries";
import type { CoverageCell, CoverageRow } from "@/api/types";
import { QuestionItem } from "@/entities/questions/QuestionItem";
import { useModel } from "@/session/useModel";
import classes from "./cellLinks.module.css";

type Waiting = CoverageCell["waiting"][number];

interface CellQuestionsProps {
  subject: CoverageRow["subject"];
  waiting: readonly Waiting[];
}

export function CellQuestions({ subject, waiting }: CellQuestionsProps) {
  const { id } = useModel();
  const flow = subject.type === "flow";
  const element = useQuery({ ...elementQuery(id, subject.id ?? ""), enabled: !flow });
  const edge = useQuery({ ...flowQuery(id, subject.id ?? ""), enabled: flow });
  const asked = (flow ? edge.data?.questions : element.data?.questions) ?? [];
  return (
    <ul className={classes.questions}>
      {waiting.map((one) => {
        const question = asked.find(({ fact }) => fact === one.fact);
        return (
          <li key={one.fact}>
            {question ? (
              <QuestionItem model={id} question={question} />
            ) : (
              <Unasked waiting={one} model={id} subject={subject.id ?? undefined} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Still being read, or a fact that only the page of the element can state. */
function Unasked(props: { waiting: Waiting; model: string; subject: string | undefined }) {
  const { waiting, model, subject } = props;
  return (
    <>
      <p className={classes.question}>{waiting.text}</p>
      <Link
        className={classes.rule}
        to="/m/$model/architecture"
        params={{ model }}
        search={{ select: subject }}
      >
        Show on the canvas
      </Link>
    </>
  );
}

/** The answer to the question of the address. */
import { Button, Skeleton } from "@mantine/core";
import { IconArrowLeft, IconRoute } from "@tabler/icons-react";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PathsPanel } from "@/entities/attackPaths/PathsPanel";
import { impactQuery, leadsToQuery, pathsQuery } from "@/entities/attackPaths/queries";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import {
  type PathEnd,
  type PathsAsked,
  QUESTION_PARAMS,
  type Question,
} from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./answer.module.css";
import { ImpactAnswer } from "./ImpactAnswer";
import { LeadsToAnswer } from "./LeadsToAnswer";

export function QuestionAnswer({ question, whatIf }: { question: Question; whatIf: WhatIf }) {
  const [, setAddress] = useSearchParams();
  const leave = (): void =>
    setAddress((now) =>
      Object.fromEntries(
        Object.entries(now).filter(([name]) => ![...QUESTION_PARAMS, "path"].includes(name)),
      ),
    );
  return (
    <section aria-label="Answer">
      <Button
        className={classes.back}
        size="compact-md"
        variant="subtle"
        leftSection={<IconArrowLeft size={14} aria-hidden="true" />}
        onClick={leave}
      >
        All goals
      </Button>
      <Body question={question} whatIf={whatIf} />
    </section>
  );
}

function Body({ question, whatIf }: { question: Question; whatIf: WhatIf }) {
  switch (question.ask) {
    case "between":
      return <Between asked={question} whatIf={whatIf} />;
    case "impact":
      return <Impact uid={question.uid} />;
    case "leads-to":
      return <Leads end={question} />;
    case "read":
      return <Leads end={{ goal: "", target: question.target, targetLevel: "read" }} />;
  }
}

function Between({ asked, whatIf }: { asked: PathsAsked; whatIf: WhatIf }) {
  const { id } = useModel();
  const query = useQuery(pathsQuery(id, asked));
  return (
    <Answered query={query}>
      {(answer) =>
        answer.paths.length > 0 ? (
          <PathsPanel asked={asked} answer={answer} whatIf={whatIf} />
        ) : (
          <EmptyState icon={<IconRoute size={20} />} title="No path found">
            No known attack step leads from there to here, not even by unknown facts.
          </EmptyState>
        )
      }
    </Answered>
  );
}

function Impact({ uid }: { uid: string }) {
  const { id } = useModel();
  const query = useQuery(impactQuery(id, uid));
  return <Answered query={query}>{(answer) => <ImpactAnswer impact={answer} />}</Answered>;
}

function Leads({ end }: { end: PathEnd }) {
  const { id } = useModel();
  const query = useQuery(leadsToQuery(id, end));
  return (
    <Answered query={query}>{(answer) => <LeadsToAnswer end={end} leads={answer} />}</Answered>
  );
}

interface AnsweredProps<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
}

function Answered<Data>({ query, children }: AnsweredProps<Data>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div role="status" aria-busy="true" aria-label="Computing">
      <Skeleton height={280} radius="md" />
    </div>
  );
}

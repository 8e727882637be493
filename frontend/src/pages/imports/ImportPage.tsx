/** One import: its figures and problems, and what its files show of threats and mitigations. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { VerificationOutcome } from "@/api/types";
import { ImportCard } from "@/entities/imports/ImportCard";
import { useModelImport } from "@/entities/imports/ModelImport";
import { isEnded } from "@/entities/jobs/jobState";
import { factText } from "@/model/labels/facts";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { Section } from "@/ui/Section";
import { exactTime } from "@/ui/time";
import classes from "./importPage.module.css";
import { importQuery } from "./queries";

const OUTCOMES = [
  {
    key: "verified",
    title: "Verified",
    description: "The files show that these are fixed.",
    none: "The files show nothing that is fixed since.",
  },
  {
    key: "reopened",
    title: "Reopened",
    description: "These counted as ended or done, and the files show them again.",
    none: "Nothing came back.",
  },
  {
    key: "contradicted",
    title: "Contradicted",
    description: "These are marked as done, and the files still show the fault.",
    none: "The files contradict nothing that is marked as done.",
  },
] as const;

export default function ImportPage() {
  const { model, job } = useParams({ from: "/app/m/$model/imports/$job" });
  const { data, error, refetch } = useQuery(importQuery(model, job));
  const { again, allowed } = useModelImport();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PagePending />;
  const person = data.imported_by;
  const by = person ? `, by ${person.name || person.email}` : "";
  return (
    <Page title="Import">
      <PageHeader
        title="Import"
        meta={`${exactTime(new Date(data.job.created_at))}${by}`}
        description="What the files of this import say of threats and mitigations, as it was found then."
      />
      <ImportCard
        job={data.job}
        canCancel={allowed}
        actions={
          allowed &&
          data.job.state === "canceled" && (
            <Button onClick={() => again(data.job.id)}>Try again</Button>
          )
        }
      />
      {isEnded(data.job) && data.job.state === "succeeded" && (
        <div className={classes.sections}>
          {OUTCOMES.map(({ key, title, description, none }) => (
            <Section
              key={key}
              flush={data[key].length > 0}
              title={`${title} (${data[key].length.toLocaleString("en-US")})`}
              description={description}
            >
              <Outcomes model={model} outcomes={data[key]} none={none} />
            </Section>
          ))}
        </div>
      )}
    </Page>
  );
}

interface OutcomesProps {
  model: string;
  outcomes: readonly VerificationOutcome[];
  none: string;
}

function Outcomes({ model, outcomes, none }: OutcomesProps) {
  if (outcomes.length === 0) return <p className={classes.none}>{none}</p>;
  return (
    <ul className={classes.outcomes}>
      {outcomes.map((outcome) => (
        <li key={`${outcome.subject}-${outcome.number}`} className={classes.outcome}>
          <SubjectLink model={model} outcome={outcome} />
          <Facts facts={outcome.facts} />
        </li>
      ))}
    </ul>
  );
}

function SubjectLink({ model, outcome }: { model: string; outcome: VerificationOutcome }) {
  const { subject, number, title } = outcome;
  if (subject === "threat")
    return (
      <Link
        className={classes.title}
        to="/m/$model/threats/$number"
        params={{ model, number: String(number) }}
      >
        <span className={classes.number}>T{number}</span>
        {title}
      </Link>
    );
  return (
    <Link
      className={classes.title}
      to="/m/$model/mitigations"
      params={{ model }}
      search={{ open: String(number) }}
    >
      <span className={classes.number}>M{number}</span>
      {title}
    </Link>
  );
}

function Facts({ facts }: { facts: VerificationOutcome["facts"] }) {
  if (facts.length === 0) return null;
  return (
    <ul className={classes.facts}>
      {facts.map((fact) => (
        <li key={`${fact.element} ${fact.fact} ${fact.line}`}>
          {fact.label}: {factText(fact.fact, fact.value)}
          {fact.file && (
            <code className={classes.line}>
              {fact.file}:{fact.line}
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What happened to one element or flow: who, when, from what to what. Stands in the inspector. */
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SubjectChange } from "@/api/types";
import { ORIGINS } from "@/model/labels/timeline";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import { ActorName } from "./ActorName";
import { ListSkeleton } from "./ListSkeleton";
import { FactChange, LinkChange, PropertyChange } from "./PropertyChange";
import { type HistorySubject, subjectChangesQuery } from "./queries";
import { RetentionNote } from "./RetentionNote";
import classes from "./subject.module.css";

interface SubjectHistoryProps {
  model: string;
  subject: HistorySubject;
  uid: string;
}

export function SubjectHistory({ model, subject, uid }: SubjectHistoryProps) {
  const query = useInfiniteQuery(subjectChangesQuery(model, subject));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <ListSkeleton />;
  const changes = query.data.pages.flatMap((page) => page.results);
  if (changes.length === 0) {
    return (
      <>
        <EmptyState size="compact" icon={<IconHistory size={20} />} title="No change is recorded" />
        <RetentionNote model={model} of="changes" />
      </>
    );
  }
  return (
    <>
      <ol className={classes.list} aria-label="History">
        {changes.map((change) => (
          <Change key={change.seq} change={change} />
        ))}
      </ol>
      {!query.hasNextPage && <RetentionNote model={model} of="changes" />}
      <div className={classes.end}>
        {query.hasNextPage && (
          <Button
            variant="default"
            size="compact-sm"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show older
          </Button>
        )}
        <Link to="/m/$model/history" params={{ model }} search={{ subject: uid }}>
          In the history of the model
        </Link>
      </div>
    </>
  );
}

function Change({ change }: { change: SubjectChange }) {
  const { actor, token, origin, did, props, facts, links } = change;
  return (
    <li className={classes.change} data-did={did}>
      <p className={classes.head}>
        <span>
          <ActorName actor={actor} token={token} /> {WORDS[did]}
          {origin !== "person" && <span className={classes.origin}> · {ORIGINS[origin]}</span>}
        </span>
        <RelativeTime at={change.at} />
      </p>
      <ul className={classes.parts}>
        {props.map((prop) => (
          <PropertyChange key={prop.name} prop={prop} />
        ))}
        {facts.map((fact) => (
          <FactChange key={fact.name} fact={fact} />
        ))}
        {did === "changed" &&
          links.map((link) => (
            <LinkChange key={`${link.what} ${link.label} ${link.name}`} link={link} />
          ))}
      </ul>
    </li>
  );
}

const WORDS: Readonly<Record<SubjectChange["did"], string>> = {
  added: "added it",
  changed: "changed it",
  removed: "removed it",
};

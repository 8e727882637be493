/** All stages as one document, to be read from top to bottom and printed. */
import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Stage } from "@/api/types";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import { exactTime } from "@/ui/time";
import { PastaSectionsSkeleton } from "../PastaSectionsSkeleton";
import { documentQuery, recordsQuery } from "../queries";
import { STAGE_STATUSES } from "../stageStatuses";
import { DocumentSection } from "./DocumentSection";
import classes from "./document.module.css";

export default function PastaDocument() {
  const { id, row } = useModel();
  const query = useQuery(documentQuery(id));
  useQuery(recordsQuery(id));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <PastaSectionsSkeleton />;
  const outdated = query.data.some((stage) => stage.outdated);
  return (
    <article className={classes.document}>
      <header className={classes.cover}>
        <div>
          <h2 className={classes.title}>{row?.name}</h2>
          <p className={classes.quiet}>
            Threat model by PASTA,{" "}
            {outdated
              ? "computed before the latest changes"
              : `as of ${exactTime(new Date(query.dataUpdatedAt))}`}
          </p>
          {row?.description && <p>{row.description}</p>}
        </div>
        <Button
          className={classes.screen}
          size="xs"
          variant="default"
          leftSection={<IconPrinter size={14} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </header>
      <Contents stages={query.data} />
      {query.data.map((stage) => (
        <DocumentStage key={stage.number} stage={stage} />
      ))}
    </article>
  );
}

function Contents({ stages }: { stages: readonly Stage[] }) {
  return (
    <nav aria-label="Contents">
      <ol className={classes.contents}>
        {stages.map((stage) => (
          <li key={stage.number}>
            <a href={`#stage-${stage.number}`}>{stage.name}</a>
            <span className={classes.state} data-tone={STAGE_STATUSES[stage.status].tone}>
              {STAGE_STATUSES[stage.status].label}
            </span>
            <span className={classes.quiet}>{stage.owner?.name ?? "no owner"}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function DocumentStage({ stage }: { stage: Stage }) {
  const missing = stage.checks.filter((check) => !check.met);
  return (
    <section className={classes.stage} id={`stage-${stage.number}`}>
      <h2 className={classes.heading}>
        {stage.number} {stage.name}
      </h2>
      <ApprovalLine stage={stage} />
      {stage.note && <p>{stage.note}</p>}
      {stage.changed.length > 0 && (
        <List title="Changed since the approval" items={stage.changed.map((one) => one.text)} />
      )}
      {missing.length > 0 && (
        <List
          title="Open points"
          items={missing.map((one) => [one.title, one.missing].filter(Boolean).join(": "))}
        />
      )}
      {stage.sections.map((section) => (
        <DocumentSection key={section.id} section={section} />
      ))}
    </section>
  );
}

function ApprovalLine({ stage }: { stage: Stage }) {
  const { approval, owner, status } = stage;
  return (
    <p className={classes.quiet}>
      {STAGE_STATUSES[status].label}. Owner: {owner?.name ?? "no owner"}.{" "}
      {approval && (
        <>
          Approved by {approval.by?.name ?? "a deleted account"} <RelativeTime at={approval.at} />
          {approval.note && `: ${approval.note}`}
        </>
      )}
    </p>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <>
      <h3 className={classes.subheading}>{title}</h3>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}

/** The threats that a rule library changes: what becomes of each, its rule with the reason, and its element. */
import { Skeleton } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { LibraryChange } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { libraryChangesQuery } from "@/entities/library/updateQueries";
import { LIBRARY_CHANGES } from "@/model/labels/libraryUpdates";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import classes from "./libraryUpdate.module.css";

const FILTERS: readonly Filter[] = [
  {
    id: "change",
    label: "Change",
    options: Object.entries(LIBRARY_CHANGES).map(([value, label]) => ({ value, label })),
  },
  {
    id: "decided",
    label: "Decision",
    options: [{ value: "true", label: "With a decision or mitigation" }],
    single: true,
  },
];

export function ChangeList() {
  const { id } = useModel();
  const params = useListParams();
  const query = useQuery(libraryChangesQuery(id, params.query));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton height={160} radius="md" aria-label="Reading the changes" />;
  const { count, results } = query.data;
  return (
    <>
      <FilterBar
        params={params}
        filters={FILTERS}
        searchLabel="Search threats, rules and elements"
      />
      {count === 0 ? (
        <EmptyState icon={<IconShieldCheck size={20} />} title="No changes">
          {params.narrowed ? "No change matches the filters." : "No threat comes, goes or changes."}
        </EmptyState>
      ) : (
        <ul className={classes.changes} aria-label="Changes by the rule library">
          {results.map((change) => (
            <ChangeLine key={`${change.change} ${change.fingerprint}`} change={change} />
          ))}
        </ul>
      )}
      <Pagination count={count} params={params} />
    </>
  );
}

function ChangeLine({ change }: { change: LibraryChange }) {
  return (
    <li className={classes.change} data-change={change.change}>
      <span className={classes.what}>{LIBRARY_CHANGES[change.change]}</span>
      <div className={classes.words}>
        <p className={classes.title}>
          <ThreatTitle change={change} />
        </p>
        <p className={classes.of}>
          <SubjectLink change={change} /> · <RuleLink change={change} />
        </p>
        {change.why && <p className={classes.why}>{change.why}</p>}
      </div>
      <span className={classes.badges}>
        {change.decided && change.status && <StatusBadge status={change.status} />}
        {change.severity_before && (
          <>
            <SeverityBadge severity={change.severity_before} />
            <span aria-hidden="true">→</span>
          </>
        )}
        <SeverityBadge severity={change.severity} />
      </span>
    </li>
  );
}

/** The rule, or that it is gone; an attack scenario has none. */
function RuleLink({ change }: { change: LibraryChange }) {
  const { row } = useModel();
  if (change.scenario) return "attack scenario";
  if (!change.why) return `${change.rule}, no longer in the library`;
  if (!row) return change.rule;
  return (
    <Link to="/t/$team/rules/$rule" params={{ team: row.team.id, rule: change.rule }}>
      {change.rule}
    </Link>
  );
}

/** The element or flow on the canvas; a threat of the whole model has none. */
function SubjectLink({ change }: { change: LibraryChange }) {
  const { id } = useModel();
  const { name, uid } = change.subject;
  if (!uid) return name;
  return (
    <Link to="/m/$model/architecture" params={{ model: id }} search={{ select: uid }}>
      {name}
    </Link>
  );
}

function ThreatTitle({ change }: { change: LibraryChange }) {
  const { id } = useModel();
  if (change.number === null) return change.title;
  return (
    <Link to="/m/$model/threats/$number" params={{ model: id, number: String(change.number) }}>
      T{change.number} {change.title}
    </Link>
  );
}

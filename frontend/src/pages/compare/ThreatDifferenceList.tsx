/** Threats that came and went between two states, both judged by the rules of today. */
import { Skeleton } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ThreatDifference } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { DiffSign } from "@/entities/history/DiffSign";
import { type StatePair, threatDifferencesQuery } from "@/entities/history/queries";
import { totalCount } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import { Pagination } from "@/ui/Pagination";
import type { ListParams } from "@/ui/useListParams";
import classes from "./compare.module.css";

const FILTERS = [
  {
    id: "what",
    label: "Change",
    options: [
      { value: "came", label: "Came" },
      { value: "went", label: "Went" },
    ],
  },
];

export default function ThreatDifferenceList({
  states,
  params,
}: {
  states: StatePair;
  params: ListParams;
}) {
  const { id } = useModel();
  const query = useQuery(threatDifferencesQuery(id, { ...params.query, ...states }));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton height={160} radius="md" aria-label="Judging both states" />;
  const { counts, count, results } = query.data;
  return (
    <>
      <FilterBar params={params} filters={FILTERS} searchLabel="Search title" />
      <p className={classes.hint}>
        Both states judged by the rules of today: {totalCount(counts.came)} came,{" "}
        {totalCount(counts.went)} went, {counts.stayed} are in both.
      </p>
      {count === 0 ? (
        <EmptyState icon={<IconShieldCheck size={20} />} title="No threat came or went">
          What differs between the states raises no other threats.
        </EmptyState>
      ) : (
        <ul className={classes.threats} aria-label="Threats that came and went">
          {results.map((threat) => (
            <ThreatLine
              key={`${threat.rule || threat.number} ${threat.subject.uid}`}
              threat={threat}
            />
          ))}
        </ul>
      )}
      <Pagination count={count} params={params} />
    </>
  );
}

function ThreatLine({ threat }: { threat: ThreatDifference }) {
  const { id } = useModel();
  const { what, severity, number, title } = threat;
  return (
    <li className={classes.threat}>
      <DiffSign mark={what} />
      <SeverityBadge severity={severity} />
      <span className={classes.threatTitle}>{title}</span>
      {number !== null && (
        <Link
          className={classes.threatNumber}
          to="/m/$model/threats/$number"
          params={{ model: id, number: String(number) }}
        >
          T{number}
        </Link>
      )}
    </li>
  );
}

/** The possible threats as a table: decided one by one, by keys, or many at once. */
import { IconShieldQuestion } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PossibleAnswer, ThreatList, ThreatRow } from "@/api/types";
import { answerPossible, type PossibleAction } from "@/entities/threats/actions/answerPossible";
import type { ThreatQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import type { ListParams } from "@/ui/useListParams";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { PossibleBar } from "./PossibleBar";
import { possibleColumns } from "./possibleColumns";
import { usePossibleSelection } from "./usePossibleSelection";

interface PossibleTableProps {
  label: string;
  query: UseQueryResult<ThreatList>;
  params: ListParams;
  /** What the list is asked for. */
  wanted: ThreatQuery;
  onOpen: (threat: ThreatRow) => void;
}

const KEYS: Readonly<Record<string, PossibleAction>> = {
  a: "applies",
  d: "does-not-apply",
  u: "unknown",
};

export function PossibleTable({ label, query, params, wanted, onOpen }: PossibleTableProps) {
  const { id, canEdit } = useModel();
  const selection = usePossibleSelection();
  const answer = useUndoableMutation(answerPossible, id);
  const columns = useMemo(() => {
    const all = possibleColumns(selection);
    return canEdit ? all : all.filter((one) => one.id !== "select" && one.id !== "actions");
  }, [selection, canEdit]);
  const onKey = (threat: ThreatRow, key: string): void => {
    const action = KEYS[key];
    if (key === "x") selection.toggle(threat.number);
    else if (action === undefined || answer.isPending) return;
    else if (action === "unknown" || threat.one_click.includes(action))
      answer.mutate({ action, numbers: [threat.number] });
    else onOpen(threat);
  };
  return (
    <>
      {canEdit && (
        <PossibleBar
          selection={selection}
          count={query.data?.threat_count ?? 0}
          filter={filterOf(wanted)}
        />
      )}
      <DataTable
        label={label}
        columns={columns}
        query={query}
        params={params}
        rowKey={(threat) => String(threat.number)}
        onOpen={onOpen}
        onKey={canEdit ? onKey : undefined}
        empty={<NothingPossible />}
      />
    </>
  );
}

/** The filter without what orders the list and cuts it into pages. */
function filterOf(wanted: ThreatQuery): PossibleAnswer["filter"] {
  const { page: _page, page_size: _size, ordering: _order, roll_up: _rolled, ...filter } = wanted;
  return { ...filter, certainty: ["possible"] } as PossibleAnswer["filter"];
}

function NothingPossible() {
  return (
    <EmptyState icon={<IconShieldQuestion size={20} />} title="No possible threats">
      No rule depends on an answer. New elements and imports may add possible threats.
    </EmptyState>
  );
}

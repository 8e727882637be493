/** The table of threats: rows are opened, selected, and triaged with keys, one by one or many at once. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import type { ThreatFile, ThreatRow } from "@/api/types";
import {
  answerPossibleThreats,
  type PossibleAction,
} from "@/entities/threats/actions/answerPossibleThreats";
import { LazyTriageDialog } from "@/entities/threats/triage/LazyTriageDialog";
import { type TriageTarget, useTriage } from "@/entities/threats/triage/useTriage";
import { useTriageKeys } from "@/entities/threats/triage/useTriageKeys";
import { type IssueSelection, useBulkIssues } from "@/entities/trackers/useBulkIssues";
import { threatCount } from "@/model/labels/acceptances";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { useListedKeys } from "@/ui/useListedKeys";
import { useSearchParams } from "@/ui/useSearchParams";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AcceptRiskDialog } from "./AcceptRiskDialog";
import { openedGroup } from "./grouping";
import { NoThreats, NothingPossible } from "./NoThreats";
import { PossibleAnswers } from "./PossibleAnswers";
import { POSSIBLE_COLUMNS } from "./possibleThreatColumns";
import { groupOf, rowCount, rowKey, rowLabel } from "./rowKey";
import { FoldedRest } from "./TopThreatsSwitch";
import { TriageBar } from "./TriageBar";
import { CAUSE_COLUMNS, GROUP_COLUMNS, THREAT_COLUMNS } from "./threatColumns";
import { useAcceptRisk } from "./useAcceptRisk";
import { useRowKeys } from "./useRowKeys";
import { useThreatExport } from "./useThreatExport";
import type { ThreatListState } from "./useThreatList";
import { type ThreatSelectionControl, useThreatSelection } from "./useThreatSelection";

interface ThreatTableProps {
  label: string;
  list: ThreatListState;
}

export function ThreatTable({ label, list }: ThreatTableProps) {
  const { canEdit } = useModel();
  const { query, params, certainty, wanted, isFolded } = list;
  const possible = certainty === "possible";
  const total = query.data?.threat_count ?? 0;
  const selection = useThreatSelection(wanted, total);
  const active = useRef<ThreatRow | null>(null);
  const target = (): TriageTarget | null => targetOf(selection, active.current, query.data);
  const triage = useTriage(target, selection.clear);
  const mayDecide = canEdit && !possible;
  const accept = useAcceptRisk(target, mayDecide && triage.asking === null);
  useTriageKeys(triage, mayDecide && accept.asking === null);
  useRowKeys(selection, active, canEdit);
  const answerKey = useAnswerKeys(list);
  useListedKeys("Possible threats", LISTED_ANSWERS, canEdit && possible);
  const open = useOpenRow();
  const save = useThreatExport();
  const issues = useBulkIssues(issuesOf(selection), selection.clear);
  const onExport = (type: ThreatFile): void => {
    if (selection.request) save.mutate({ type, selection: selection.request });
  };
  return (
    <>
      {canEdit && (
        <TriageBar {...{ selection, triage, total, possible, onExport }} menu={issues.item}>
          {possible ? (
            <PossibleAnswers selection={selection} />
          ) : (
            <Button
              variant="default"
              size="compact-sm"
              title="Accept risk (R)"
              onClick={accept.start}
            >
              Accept risk
            </Button>
          )}
        </TriageBar>
      )}
      <DataTable
        label={label}
        columns={useColumns(list, canEdit)}
        query={isFolded ? withoutPages(query) : query}
        params={params}
        rowKey={rowKey}
        onOpen={open}
        onKey={canEdit && possible ? answerKey : undefined}
        onActive={(row) => {
          active.current = row;
        }}
        selection={canEdit ? selection : undefined}
        empty={<EmptyList list={list} />}
      />
      {isFolded && query.data && <FoldedRest list={query.data} shown={query.data.results.length} />}
      {canEdit && <LazyTriageDialog triage={triage} />}
      {issues.dialog}
      {mayDecide && <AcceptRiskDialog {...accept} />}
    </>
  );
}

/** What is selected, else the row with the focus. */
function targetOf(
  selection: ThreatSelectionControl,
  active: ThreatRow | null,
  list: ThreatListState["query"]["data"],
): TriageTarget | null {
  if (!list) return null;
  const { seen, results } = list;
  const { request, count, filter } = selection;
  if (request) {
    const severity = selection.worst(results);
    return { selection: request, seen, count, severity, label: threatCount(count) };
  }
  if (!active) return null;
  const group = groupOf(active);
  const rows = group ? { groups: [group] } : { numbers: [active.number] };
  const label = group ? threatCount(rowCount(active)) : rowLabel(active);
  const { severity } = active;
  const meant = { all: false, filter, ...rows };
  return { selection: meant, seen, count: rowCount(active), severity, label };
}

function issuesOf({ request, count }: ThreatSelectionControl): IssueSelection | null {
  return request && { target: { threats: request }, count, label: threatCount(count) };
}

function useColumns({ wanted, certainty }: ThreatListState, canEdit: boolean) {
  const grouped = Boolean(wanted.group_by);
  return useMemo(() => {
    if (grouped) return GROUP_COLUMNS;
    if (certainty === "found") return wanted.roll_up ? CAUSE_COLUMNS : THREAT_COLUMNS;
    return canEdit ? POSSIBLE_COLUMNS : POSSIBLE_COLUMNS.filter((one) => one.id !== "actions");
  }, [grouped, certainty, wanted.roll_up, canEdit]);
}

function useOpenRow(): (row: ThreatRow) => void {
  const { id } = useModel();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  return (row) => {
    const opened = openedGroup(search, row);
    const params = { model: id, number: String(row.number) };
    if (opened) setSearch(() => ({ ...opened }));
    else void navigate({ to: "/m/$model/threats/$number", params });
  };
}

const KEYS: Readonly<Record<string, PossibleAction>> = {
  a: "applies",
  d: "does-not-apply",
  u: "unknown",
};

/** The same for the help. */
const LISTED_ANSWERS = [
  ["a", "Applies"],
  ["d", "Does not apply"],
  ["u", "Don't know"],
] as const;

/** Possible threats are answered with keys of their own. */
function useAnswerKeys(list: ThreatListState): (row: ThreatRow, key: string) => void {
  const { id } = useModel();
  const answer = useUndoableMutation(answerPossibleThreats, id);
  const open = useOpenRow();
  return (row, key) => {
    const action = KEYS[key];
    if (action === undefined || answer.isPending || list.query.isPending) return;
    if (action === "unknown" || row.one_click.includes(action))
      answer.mutate({ action, numbers: [row.number] });
    else open(row);
  };
}

/** The rest is folded, so there are no other pages. */
function withoutPages(query: ThreatListState["query"]): ThreatListState["query"] {
  if (!query.data) return query;
  return { ...query, data: { ...query.data, count: query.data.results.length } };
}

function EmptyList({ list }: { list: ThreatListState }) {
  const { id, row } = useModel();
  const filled = Boolean(row?.element_count);
  if (list.certainty === "possible") return <NothingPossible filled={filled} />;
  const possible = list.query.data?.facets.certainty?.possible ?? 0;
  return <NoThreats model={id} filled={filled} possible={possible} />;
}

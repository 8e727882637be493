/** The table of proposals: rows are opened, selected and decided with keys, one by one or many at once. */
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useMemo, useRef, useState } from "react";
import type { Proposal } from "@/api/types";
import { acceptProposal } from "@/entities/proposals/actions/acceptProposal";
import { proposalWords } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { useRowSelection } from "@/ui/useRowSelection";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { DecideBar } from "./DecideBar";
import type { Decision } from "./decision";
import { NoDecisions, NoProposals } from "./NoProposals";
import { DECIDED_COLUMNS, pendingColumns } from "./proposalColumns";
import { placeOf } from "./proposalPlace";
import { useProposalKeys } from "./useProposalKeys";
import type { ProposalListState } from "./useProposalList";

const DecideDialog = lazyWithRetry(() => import("./DecideDialog"));

interface Asked {
  decision: Decision;
  proposals: readonly Proposal[];
}

const keyOf = (one: Proposal): string => one.id;

export function ProposalTable({ label, list }: { label: string; list: ProposalListState }) {
  const { id, canEdit } = useModel();
  const { query, params, decided } = list;
  const selection = useRowSelection(keyOf, proposalWords);
  const active = useRef<Proposal | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const accept = useUndoableMutation(acceptProposal, id).mutate;
  const navigate = useNavigate();
  const mayDecide = canEdit && !decided;

  /** One is accepted at once, as that can be undone; many, and what is rejected, after a look at them. */
  const actions = useMemo(
    () => ({
      decide: (decision: Decision, proposals: readonly Proposal[]): void => {
        const [only] = proposals;
        if (decision === "accept" && proposals.length === 1 && only) accept(only);
        else setAsked({ decision, proposals });
      },
    }),
    [accept],
  );
  const target = (): readonly Proposal[] => {
    if (selection.chosen.length > 0) return selection.chosen;
    const row = query.data?.results.find((one) => one.id === active.current?.id);
    return row ? [row] : [];
  };
  useProposalKeys({
    selection,
    active,
    enabled: mayDecide && asked === null,
    decide: (decision) => {
      const proposals = target();
      if (proposals.length === 0) return false;
      actions.decide(decision, proposals);
      if (decision === "accept" && proposals.length === 1) selection.clear();
      return true;
    },
  });
  const columns = useMemo(() => {
    if (decided) return DECIDED_COLUMNS;
    return pendingColumns(canEdit ? (what, one) => actions.decide(what, [one]) : null);
  }, [decided, canEdit, actions]);
  return (
    <>
      {mayDecide && (
        <DecideBar
          selection={selection}
          onDecide={(decision) => setAsked({ decision, proposals: selection.chosen })}
        />
      )}
      <DataTable<Proposal>
        label={label}
        columns={columns}
        query={query}
        params={params}
        rowKey={keyOf}
        onOpen={(one) => void navigate(placeOf(id, one))}
        onActive={(one) => {
          active.current = one;
        }}
        selection={mayDecide ? selection : undefined}
        empty={decided ? <NoDecisions /> : <NoProposals />}
      />
      {asked && (
        <Suspense>
          <DecideDialog {...asked} onClose={() => setAsked(null)} onDecided={selection.clear} />
        </Suspense>
      )}
    </>
  );
}

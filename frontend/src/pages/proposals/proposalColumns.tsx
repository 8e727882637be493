/** The columns of the lists of proposals: those that wait, and those that were decided. */
import { Button } from "@mantine/core";
import type { Proposal } from "@/api/types";
import { StyledBadge } from "@/entities/badges/StatusBadge";
import { AgentQuote } from "@/entities/proposals/AgentQuote";
import { PROPOSAL_STATES, personLabel, proposalWords } from "@/model/labels/proposals";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import type { Decision } from "./decision";
import { ProposalChange } from "./ProposalChange";
import { ProposalHead } from "./ProposalHead";
import classes from "./proposals.module.css";

type OnDecide = (decision: Decision, proposal: Proposal) => void;

const PROPOSAL: Column<Proposal> = {
  id: "proposal",
  header: "Proposal",
  card: "title",
  cell: (one) => (
    <div className={classes.proposal}>
      <ProposalHead proposal={one} />
      <AgentQuote proposal={one} />
    </div>
  ),
};

const CHANGE: Column<Proposal> = {
  id: "change",
  header: "Now → proposed",
  width: "26%",
  card: "plain",
  cell: (one) => <ProposalChange proposal={one} />,
};

/** `onDecide` is null for those who cannot decide. */
export function pendingColumns(onDecide: OnDecide | null): readonly Column<Proposal>[] {
  const shown = [PROPOSAL, CHANGE];
  return onDecide ? [...shown, decideColumn(onDecide)] : shown;
}

function decideColumn(onDecide: OnDecide): Column<Proposal> {
  return {
    id: "decide",
    header: "Decide",
    headerHidden: true,
    width: "176px",
    card: "plain",
    align: "end",
    cell: (one) => (
      <span className={classes.buttons}>
        <Button
          size="compact-sm"
          aria-label={`Accept: ${proposalWords(one)}`}
          onClick={() => onDecide("accept", one)}
        >
          Accept
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Reject: ${proposalWords(one)}`}
          onClick={() => onDecide("reject", one)}
        >
          Reject
        </Button>
      </span>
    ),
  };
}

export const DECIDED_COLUMNS: readonly Column<Proposal>[] = [
  PROPOSAL,
  { ...CHANGE, header: "Proposed" },
  {
    id: "state",
    header: "State",
    sort: "state",
    width: "240px",
    card: "plain",
    cell: (one) => <Decided proposal={one} />,
  },
];

function Decided({ proposal }: { proposal: Proposal }) {
  const { state, decided_by, decided_at, note, outdated_because } = proposal;
  return (
    <div className={classes.decided}>
      <StyledBadge {...PROPOSAL_STATES[state]} />
      <span className={classes.quiet}>
        {decided_by && <bdi>{personLabel(decided_by)}</bdi>}
        {decided_by && decided_at && ", "}
        {decided_at && <RelativeTime at={decided_at} />}
      </span>
      {outdated_because && <span className={classes.why}>{outdated_because}</span>}
      {note && <span className={classes.given}>{note}</span>}
    </div>
  );
}

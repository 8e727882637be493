/** What a tracker proposes because an issue has changed there. Nothing changes here before a person accepts it. */
import { Button } from "@mantine/core";
import type { StatusProposal } from "@/api/types";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { keptText, proposalText } from "./issueLabels";
import classes from "./trackers.module.css";
import { type Decision, useProposalDecision } from "./useIssueActions";

export function ProposalCard({ proposal }: { proposal: StatusProposal }) {
  const { link, remote_status: status, created_at: at } = proposal;
  return (
    <section className={classes.decision} aria-label={`Proposal of ${link.key}`}>
      <p className={classes.decisionTitle}>{proposalText(proposal)}?</p>
      <p className={classes.meta}>
        <a className={classes.link} href={link.url} target="_blank" rel="noopener noreferrer">
          {link.key}
        </a>{" "}
        is {status} in {link.tracker.name}, <RelativeTime at={at} />.
      </p>
      <ProposalButtons proposal={proposal} />
    </section>
  );
}

export function ProposalButtons({ proposal }: { proposal: StatusProposal }) {
  const { canEdit } = useModel();
  const text = proposalText(proposal);
  const kept = keptText(proposal);
  const decide = useProposalDecision(proposal.id, { accept: doneText(proposal), keep: kept });
  if (!canEdit) return null;
  const button = (decision: Decision) => ({
    size: "compact-sm",
    loading: decide.isPending && decide.variables === decision,
    disabled: decide.isPending,
    onClick: () => decide.mutate(decision),
  });
  return (
    <div className={classes.buttons}>
      <Button {...button("accept")} aria-label={`Accept: ${text}`}>
        Accept
      </Button>
      <Button
        {...button("keep")}
        variant="default"
        title="Proposed again once the issue changes there"
        aria-label={`Keep here: ${kept}`}
      >
        Keep here
      </Button>
    </div>
  );
}

/** "M3 is now implemented". */
function doneText({ mitigation, to_status: to }: StatusProposal): string {
  const status = to.replace("-", " ");
  return mitigation ? `M${mitigation.number} is now ${status}` : `Recorded a mitigation: ${status}`;
}

/** The issues of a threat or a mitigation, with what waits for a decision. */
import { ErrorState } from "@/ui/ErrorState";
import { IssueRow } from "./IssueRow";
import { ProposalCard } from "./ProposalCard";
import type { IssueSubject } from "./queries";
import classes from "./trackers.module.css";
import { useIssues } from "./useIssues";

export function IssueList({ subject }: { subject: IssueSubject }) {
  const { links, proposals, error } = useIssues(subject);
  if (error) return <ErrorState error={error} size="compact" />;
  return (
    <>
      {proposals.map((proposal) => (
        <ProposalCard key={proposal.id} proposal={proposal} />
      ))}
      {links.length === 0 ? (
        <p className={classes.none}>No issue is linked.</p>
      ) : (
        <ul className={classes.list}>
          {links.map((link) => (
            <IssueRow key={link.id} link={link} />
          ))}
        </ul>
      )}
    </>
  );
}

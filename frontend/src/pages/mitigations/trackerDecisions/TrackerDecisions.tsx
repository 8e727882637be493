/** What issue trackers propose for the mitigations of the model, and where both sides have changed. */
import { IconTicket } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { IssueLink, StatusProposal } from "@/api/types";
import { IssueConflictChoice } from "@/entities/trackers/IssueConflictChoice";
import { IssueTitle } from "@/entities/trackers/IssueRow";
import { ProposalCard } from "@/entities/trackers/ProposalCard";
import { useTrackerDecisions } from "@/entities/trackers/useTrackerDecisions";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import classes from "./decisions.module.css";

export default function TrackerDecisions() {
  const { decisions, error, refetch } = useTrackerDecisions();
  if (error && !decisions) return <ErrorState error={error} onRetry={refetch} />;
  if (!decisions) return <div aria-busy="true" />;
  const { proposals, conflicts, count } = decisions;
  if (count === 0)
    return (
      <EmptyState icon={<IconTicket size={20} />} title="Nothing to decide">
        When a linked issue is closed in its tracker, the change is proposed here.
      </EmptyState>
    );
  const rest = count - proposals.length - conflicts.length;
  return (
    <>
      {conflicts.length > 0 && (
        <Section
          title="Conflicts"
          description="Changed here and in the tracker. Choose what holds."
        >
          <ul className={classes.list}>
            {conflicts.map((link) => (
              <li key={link.id}>
                <p className={classes.about}>
                  <SubjectLink {...link} /> <IssueTitle link={link} />
                </p>
                <IssueConflictChoice link={link} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {proposals.length > 0 && (
        <Section
          title="Proposed by issue trackers"
          description="Nothing changes before a person accepts it. What is kept here is proposed again once the issue changes."
        >
          <ul className={classes.list}>
            {proposals.map((proposal) => (
              <li key={proposal.id}>
                <p className={classes.about}>
                  <SubjectLink {...proposal} />
                </p>
                <ProposalCard proposal={proposal} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {rest > 0 && <p className={classes.rest}>{rest.toLocaleString("en-US")} more follow.</p>}
    </>
  );
}

type About = Pick<StatusProposal, "threat"> & { mitigation: IssueLink["mitigation"] };

function SubjectLink({ mitigation, threat }: About) {
  const { id } = useModel();
  if (mitigation)
    return (
      <Link
        className={classes.subject}
        to="/m/$model/mitigations"
        params={{ model: id }}
        search={{ open: String(mitigation.number), view: "trackers" }}
      >
        <span className={classes.number}>M{mitigation.number}</span>
        {mitigation.title}
      </Link>
    );
  if (!threat) return null;
  return (
    <Link
      className={classes.subject}
      to="/m/$model/threats/$number"
      params={{ model: id, number: String(threat.number) }}
    >
      <span className={classes.number}>T{threat.number}</span>
      {threat.title}
    </Link>
  );
}

/** Which of several proposals were not decided as asked, and why. */
import { Button } from "@mantine/core";
import type { Proposal } from "@/api/types";
import { PROPOSAL_STATES, proposalCount, proposalWords } from "@/model/labels/proposals";
import forms from "@/ui/forms.module.css";
import type { Decision } from "./decision";
import classes from "./proposals.module.css";
import { type Outcome, refusedOf } from "./useDecision";

interface DecisionResultsProps extends Outcome {
  decision: Decision;
  proposals: readonly Proposal[];
  onClose: () => void;
}

export function DecisionResults(props: DecisionResultsProps) {
  const { decision, proposals, decided, results, onClose } = props;
  const named = new Map(proposals.map((one) => [one.id, proposalWords(one)]));
  const done = decision === "accept" ? "accepted" : "rejected";
  return (
    <div className={forms.form}>
      <p className={classes.about} role="status">
        {proposalCount(decided)} {done}. The others could not be {done}:
      </p>
      <ul className={classes.listed}>
        {refusedOf(decision, results).map((one) => (
          <li key={one.id}>
            {named.get(one.id)}
            <span className={classes.why}>{one.detail || PROPOSAL_STATES[one.state].label}</span>
          </li>
        ))}
      </ul>
      <div className={forms.actions}>
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  );
}

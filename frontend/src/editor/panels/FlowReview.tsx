/** Below the reason for a flow that was concluded: a person confirms it, or says that there is none. */
import { Button } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { SnapshotFlow } from "../../model/snapshot";
import { useModel } from "../../ui/useModel";
import { useStep } from "../../ui/useStep";
import { type FlowReview as Review, reviewFlow } from "../actions/reviewFlow";
import { takeFactBack } from "../actions/takeFactBack";
import classes from "./inspector.module.css";

interface FlowReviewProps {
  flow: SnapshotFlow;
  /** "vote → redis". */
  name: string;
}

export function FlowReview({ flow, name }: FlowReviewProps) {
  const { id, canEdit } = useModel();
  const review = useStep(reviewFlow, id);
  const back = useStep(takeFactBack, id);
  const pending = review.isPending || back.isPending;
  const say = (verdict: Review) => review.mutate({ flow: flow.id, name, review: verdict });
  const takeBack = () => back.mutate({ on: "flow", id: flow.id, fact: "review", label: "Review" });
  if (flow.review) {
    return (
      <div className={classes.review}>
        <span>
          {flow.review === "confirmed"
            ? "Confirmed by a person."
            : "Rejected: there is no such flow, and it raises no threats."}
        </span>
        {canEdit && (
          <Button variant="default" size="compact-sm" disabled={pending} onClick={takeBack}>
            Take back
          </Button>
        )}
      </div>
    );
  }
  if (flow.origin === "drawn" || !canEdit) return null;
  return (
    <div className={classes.review}>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCheck size={14} aria-hidden="true" />}
        disabled={pending}
        onClick={() => say("confirmed")}
      >
        Confirm
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconX size={14} aria-hidden="true" />}
        disabled={pending}
        onClick={() => say("rejected")}
      >
        There is no such flow
      </Button>
    </div>
  );
}

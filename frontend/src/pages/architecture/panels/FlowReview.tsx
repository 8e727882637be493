/** Below the reason for a flow that was concluded: a person confirms it, or says that there is none. */
import { Button } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { SnapshotFlow } from "@/model/graph/snapshot";
import { type FlowReview as Review, reviewFlow } from "../actions/reviewFlow";
import type { EditorState } from "../editorState/editorState";
import classes from "./flowPanel.module.css";

interface FlowReviewProps {
  editor: EditorState;
  flow: SnapshotFlow;
  /** "vote → redis". */
  name: string;
}

export function FlowReview({ editor, flow, name }: FlowReviewProps) {
  const { canEdit } = editor.document;
  const say = (review: Review | null) => reviewFlow(editor, flow, name, review);
  if (flow.review) {
    return (
      <div className={classes.review}>
        <span>
          {flow.review === "confirmed"
            ? "Confirmed by a person."
            : "Rejected: there is no such flow, and it raises no threats."}
        </span>
        {canEdit && (
          <Button variant="default" size="compact-sm" onClick={() => say(null)}>
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
        onClick={() => say("confirmed")}
      >
        Confirm
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconX size={14} aria-hidden="true" />}
        onClick={() => say("rejected")}
      >
        There is no such flow
      </Button>
    </div>
  );
}

/** The dialog in which people say what a node is, or add a step to it. */
import { Button, Switch, Textarea, TextInput } from "@mantine/core";
import { fieldError } from "@/api/fieldError";
import type { AttackTreeNode, TreeNodeValues, TreePlacing } from "@/api/types";
import type { TreeAsked } from "@/entities/attackPaths/actions/treeNodes";
import { EditConflict } from "@/ui/EditConflict";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { LeafFields } from "./LeafFields";
import { isNodeComplete, needsReason, nodeDifferences } from "./nodeDraft";
import classes from "./tree.module.css";
import { useNodeDialog } from "./useNodeDialog";

interface NodeDialogProps {
  asked: TreeAsked;
  node: AttackTreeNode;
  /** null: the node itself is edited. */
  adding: TreePlacing | null;
  onClose: () => void;
}

const ADDING: Readonly<Record<TreePlacing, string>> = {
  way: "Add another way",
  step: "Add a needed step",
};

export function NodeDialog({ asked, node, adding, onClose }: NodeDialogProps) {
  const dialog = useNodeDialog({ asked, node, adding, onDone: onClose });
  const { draft, theirs } = dialog;
  const byHand = adding !== null || node.added;
  return (
    <Modal opened onClose={onClose} title={adding ? ADDING[adding] : "Edit node"} size="lg">
      <form className={forms.form} onSubmit={dialog.save}>
        {theirs && (
          <EditConflict
            what="node"
            differences={nodeDifferences(draft, theirs)}
            onTakeTheirs={dialog.takeTheirs}
          />
        )}
        <Subject node={node} adding={adding} />
        {byHand && (
          <TextInput
            data-autofocus
            label="What the attacker does"
            maxLength={200}
            value={draft.title}
            error={fieldError(dialog.fault, "title", false)}
            onChange={(event) => dialog.change({ title: event.currentTarget.value })}
          />
        )}
        {(byHand || node.gate === "leaf") && (
          <LeafFields
            node={adding ? null : node}
            draft={draft}
            fault={dialog.fault}
            onChange={dialog.change}
          />
        )}
        <Words
          draft={draft}
          fault={dialog.fault}
          applying={adding === null}
          explained={!byHand}
          onChange={dialog.change}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={dialog.pending} disabled={!isNodeComplete(draft, byHand)}>
            {theirs ? "Save my version" : adding ? "Add" : "Save"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What is edited, or what the step is added to. */
function Subject({ node, adding }: Pick<NodeDialogProps, "node" | "adding">) {
  if (adding === null && node.added) return null;
  return (
    <p className={classes.hint}>
      {adding === "way" && "An alternative to: "}
      {adding === "step" && "Needed in addition for: "}
      <strong>{node.title}</strong>
      {adding === null && ". Changes count in the trees of all goals in which it occurs."}
    </p>
  );
}

interface WordsProps {
  draft: TreeNodeValues;
  fault: Error | null;
  applying: boolean;
  explained: boolean;
  onChange: (part: Partial<TreeNodeValues>) => void;
}

/** Whether it applies, the reason for that and for other values, and a note. */
function Words({ draft, fault, applying, explained, onChange }: WordsProps) {
  return (
    <>
      {applying && (
        <Switch
          label="Applies"
          description="Turn it off where this cannot happen here. Nothing that needs it is counted then."
          checked={draft.applies}
          onChange={(event) => onChange({ applies: event.currentTarget.checked })}
        />
      )}
      {(explained || draft.reason !== "" || !draft.applies) && (
        <Textarea
          label="Reason"
          description={explained && needsReason(draft) ? "Why this differs here." : undefined}
          required={explained && needsReason(draft)}
          withAsterisk={false}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={draft.reason}
          error={fieldError(fault, "reason", false)}
          onChange={(event) => onChange({ reason: event.currentTarget.value })}
        />
      )}
      <Textarea
        label="Note"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={draft.note}
        error={fieldError(fault, "note", false)}
        onChange={(event) => onChange({ note: event.currentTarget.value })}
      />
    </>
  );
}

/** Writes what is said of a node, or a step that is added to one; where another person was faster, theirs is kept beside the draft. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isConflict } from "@/api/errors";
import type { AttackTreeNode, TreeNodeValues, TreePlacing } from "@/api/types";
import {
  addTreeNode,
  editTreeNode,
  type TreeAsked,
} from "@/entities/attackPaths/actions/treeNodes";
import { attackTreeQuery } from "@/entities/attackPaths/queries";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { nodeValues } from "./nodeDraft";

interface NodeDialogOptions {
  asked: TreeAsked;
  node: AttackTreeNode;
  /** null: the node itself is edited. */
  adding: TreePlacing | null;
  onDone: () => void;
}

interface NodeDialogState {
  draft: TreeNodeValues;
  change: (part: Partial<TreeNodeValues>) => void;
  save: (event: FormEvent) => void;
  pending: boolean;
  fault: Error | null;
  /** What the other person made of it, where that is as it was computed too; null without a conflict. */
  theirs: TreeNodeValues | null;
  takeTheirs: () => void;
}

export function useNodeDialog({ asked, node, adding, onDone }: NodeDialogOptions): NodeDialogState {
  const { id: model } = useModel();
  const client = useQueryClient();
  const [base, setBase] = useState(adding ? null : node.edit);
  const before = nodeValues(base, adding ? "" : node.title);
  const [draft, setDraft] = useState(before);
  const [conflict, setConflict] = useState(false);
  const add = useUndoableMutation(addTreeNode, model);
  const edit = useUndoableMutation(editTreeNode, model);
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    const query = attackTreeQuery(model, asked.goal, asked.attacker);
    const now = await client.fetchQuery({ ...query, staleTime: 0 });
    setBase(now.nodes.find(({ key }) => key === node.key)?.edit ?? null);
    setConflict(true);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (adding) {
      add.mutate(
        { asked, parent: node.key, placing: adding, values: draft },
        { onSuccess: onDone },
      );
      return;
    }
    edit.mutate(
      { asked, key: node.key, version: base?.version ?? 0, values: draft, before },
      { onSuccess: onDone, onError: (error) => void onError(error) },
    );
  };
  const error = add.error ?? edit.error;
  return {
    draft,
    change: (part) => setDraft((now) => ({ ...now, ...part })),
    save,
    pending: add.isPending || edit.isPending,
    fault: isConflict(error) ? null : error,
    theirs: conflict ? before : null,
    takeTheirs: () => {
      setDraft(before);
      setConflict(false);
    },
  };
}

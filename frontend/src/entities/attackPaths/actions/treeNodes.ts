/** Adds steps to attack trees, and changes what nodes are said to be. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { TreeNodeEdit, TreeNodeValues, TreePlacing } from "@/api/types";

/** The tree that shows: that of a goal, made of the paths of an attacker or of all who count. */
export interface TreeAsked {
  goal: string;
  attacker: string;
}

interface AddTreeNode {
  asked: TreeAsked;
  /** Key of the node that it is added to. */
  parent: string;
  placing: TreePlacing;
  values: TreeNodeValues;
}

export const addTreeNode: UndoableMutation<AddTreeNode, TreeNodeEdit> = {
  key: "add-tree-node",
  run: (model, { asked: { goal, attacker }, parent, placing, values }) =>
    unwrap(
      api.POST("/api/models/{model}/attack-paths/goals/{goal}/tree/nodes/", {
        params: { path: { model, goal }, query: { attacker } },
        body: { ...values, parent, placing },
      }),
    ),
  label: ({ values }) => `${values.title} added`,
  undo: ({ asked, values }, { key, version }) =>
    undoWith(deleteTreeNode, { asked, key, version, title: values.title, added: true }),
};

export interface EditTreeNode {
  asked: TreeAsked;
  key: string;
  /** The version that was edited: the server refuses an edit of an older one. */
  version: number;
  values: TreeNodeValues;
  before: TreeNodeValues;
}

export const editTreeNode: UndoableMutation<EditTreeNode, TreeNodeEdit> = {
  key: "edit-tree-node",
  run: (model, { asked: { goal, attacker }, key, version, values }) =>
    unwrap(
      api.PUT("/api/models/{model}/attack-paths/goals/{goal}/tree/nodes/{node}/", {
        params: { path: { model, goal, node: key }, query: { attacker } },
        body: { ...values, version },
      }),
    ),
  label: (_, { title }) => `${title} saved`,
  undo: ({ asked, key, version: was, values, before }, { version, title }) =>
    was === 0
      ? undoWith(deleteTreeNode, { asked, key, version, title, added: false })
      : undoWith(editTreeNode, { asked, key, version, values: before, before: values }),
};

export interface DeleteTreeNode {
  asked: TreeAsked;
  key: string;
  version: number;
  title: string;
  /** Of a computed node only the edits go. */
  added: boolean;
}

export const deleteTreeNode: UndoableMutation<DeleteTreeNode, unknown> = {
  key: "delete-tree-node",
  run: (model, { asked: { goal, attacker }, key, version }) =>
    unwrap(
      api.DELETE("/api/models/{model}/attack-paths/goals/{goal}/tree/nodes/{node}/", {
        params: { path: { model, goal, node: key }, query: { attacker, version } },
      }),
    ),
  label: ({ title, added }) => (added ? `${title} deleted` : `${title} is as computed`),
  undo: ({ asked: { goal, attacker }, key }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/attack-paths/goals/{goal}/tree/nodes/{node}/restore/", {
          params: { path: { model, goal, node: key }, query: { attacker } },
        }),
      ),
    patch: (data) => data,
  }),
};

/** Below a very large drawing: the way to one that can be read at a glance. */
import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { COLLAPSE_ABOVE, worthCollapsing } from "@/model/canvas/visibility";
import { collapseMany } from "../actions/toggleCollapse";
import type { EditorState } from "../editorState/editorState";
import classes from "./collapseSuggestion.module.css";

export function CollapseSuggestion({ editor }: { editor: EditorState }) {
  const [declined, setDeclined] = useState(false);
  const { tree, collapsed, selected } = editor;
  // What can be done with a selection stands in the same place.
  const large = tree.byUid.size > COLLAPSE_ABOVE && collapsed.size + selected.length === 0;
  if (declined || !large || worthCollapsing(tree).length === 0) return null;
  return (
    <div className={classes.offer} role="note">
      <span>{tree.byUid.size.toLocaleString("en-US")} elements are on this canvas.</span>
      <Button size="compact-sm" variant="light" onClick={() => collapseMany.run(editor)}>
        Collapse what is inside
      </Button>
      <CloseButton size="sm" aria-label="Leave it open" onClick={() => setDeclined(true)} />
    </div>
  );
}

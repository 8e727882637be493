/** The inspector of what was just drawn, until the server has stored it. */
import { EmptyState } from "@/ui/EmptyState";
import type { EditorState } from "../editorState/editorState";
import type { Selection } from "../editorState/selection";
import { PanelHeader } from "./PanelHeader";

interface UnsavedPanelProps {
  editor: EditorState;
  selection: Exclude<Selection, { type: "relation" }>;
}

export function UnsavedPanel({ editor, selection }: UnsavedPanelProps) {
  const { type, uid } = selection;
  const kind = type === "element" ? selection.element.kind : "flow";
  const title = type === "element" ? selection.element.name : "Data flow";
  const waits = editor.document.saving.state !== "saving";
  return (
    <>
      <PanelHeader kind={kind} title={title} uid={uid} onClose={() => editor.select(null)}>
        Not saved yet
      </PanelHeader>
      <EmptyState size="compact" title={waits ? "Waiting for the connection" : "Saving…"}>
        Facts, questions and threats appear as soon as it is saved.
      </EmptyState>
    </>
  );
}

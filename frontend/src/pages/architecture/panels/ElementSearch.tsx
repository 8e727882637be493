import type { EditorState } from "../editorState/editorState";
import { focusElement } from "../editorState/useFocusRestore";
import { elementPickerItems } from "./elementPickerItems";
import { Picker } from "./Picker";

export function ElementSearch({ editor }: { editor: EditorState }) {
  if (!editor.searching) return null;
  return (
    <Picker
      label="Find an element"
      placeholder="Name, kind or identifier"
      listLabel="Elements"
      items={elementPickerItems(editor)}
      onClose={editor.closeSearch}
      onPick={({ uid, name }) => {
        editor.closeSearch();
        editor.select(uid, { reveal: true });
        editor.announce(`${name} selected`);
        focusElement(editor, uid);
      }}
    />
  );
}

/** Kinds of elements, and products that are searched for, beside the canvas: dragged onto it, or added by a click or Enter. */
import { ScrollArea, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type PointerEvent, useState } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import type { Gesture, Handler } from "@/model/canvas/gesture";
import { type PaletteItem, paletteGroups } from "@/model/canvas/palette";
import { toast } from "@/ui/toast";
import { addElement, spotFor } from "../actions/addElement";
import { placeElement } from "../actions/placeElement";
import { placeAt } from "../canvas/gestures/placing";
import type { EditorState } from "../editorState/editorState";
import classes from "./palette.module.css";

export function Palette({ editor }: { editor: EditorState }) {
  const [query, setQuery] = useState("");
  const { kinds } = editor.document;
  const groups = paletteGroups(kinds, query);
  const first = groups[0]?.items[0];
  const add = ({ kind, product }: PaletteItem): void => {
    if (editor.narrow) editor.togglePalette();
    addElement(editor, kind, spotFor(editor, kind), { product });
  };
  return (
    <>
      <div className={classes.head}>
        <TextInput
          size="xs"
          placeholder="Add an element"
          aria-label="Find a kind of element or a product"
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && first) add(first);
            if (event.key === "Escape") setQuery("");
          }}
        />
      </div>
      <ScrollArea className={classes.scroller} type="hover">
        {groups.map((group) => (
          <section key={group.label} aria-label={group.label}>
            <h2 className={classes.group}>{group.label}</h2>
            <ul className={classes.list}>
              {group.items.map((item) => (
                <li key={item.uid}>
                  <button
                    type="button"
                    className={classes.item}
                    onClick={() => add(item)}
                    onPointerDown={(event) => startPlacing(editor, item, event)}
                  >
                    <KindIcon kind={item.kind} size={16} />
                    <span>{item.name}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && (
          <p className={classes.none}>No kind or product matches “{query}”.</p>
        )}
      </ScrollArea>
    </>
  );
}

function startPlacing(editor: EditorState, item: PaletteItem, event: PointerEvent): void {
  // A finger scrolls the list.
  if (event.button !== 0 || event.pointerType === "touch") return;
  const { editSnapshot, canvas } = editor;
  const handler: Handler = {
    at: (point, grip) => placeAt(editSnapshot, canvas.nodes, item, point, grip),
    drop: (last: Gesture) => {
      if (last.type === "place") placeElement(editor, last, item.product);
    },
    beside: () => {
      toast.info(`${item.name} not added: let go over the canvas.`);
    },
  };
  editor.begin(handler, event);
}

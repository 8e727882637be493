/** The kinds and products that can be added, each with where it would go; another place can be chosen. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { holdsAnything } from "@/model/canvas/containmentRules";
import { type PaletteItem, paletteItems } from "@/model/canvas/palette";
import { kindInfo } from "@/model/graph/elementKinds";
import { addElement, type Spot, spotFor } from "../actions/addElement";
import type { EditorState } from "../editorState/editorState";
import type { PickerRequest } from "../editorState/picker";
import { elementPickerItems } from "./elementPickerItems";
import { Picker, type PickerItem } from "./Picker";
import classes from "./search.module.css";

interface AddPickerProps {
  editor: EditorState;
  adding: Extract<PickerRequest, { type: "add" }>;
}

type AddItem = PaletteItem & PickerItem & { spot: Spot };

/** Values in the list of places that are no element. */
const FITTING = "fitting";
const CANVAS = "canvas";

export function AddPicker({ editor, adding }: AddPickerProps) {
  const [where, setWhere] = useState(FITTING);
  const label = adding.from === null ? "Add an element" : "Add what the flow leads to";
  return (
    <Picker
      label={label}
      placeholder={`${label}…`}
      listLabel="Kinds and products"
      items={addItems(editor, adding, where)}
      onClose={() => editor.pick(null)}
      onPick={({ kind, spot, product }) => {
        editor.pick(null);
        addElement(editor, kind, spot, { from: adding.from, product });
      }}
      footer={
        <NativeSelect
          size="xs"
          label="Place"
          className={classes.where}
          data={placesOf(editor)}
          value={where}
          onChange={(event) => setWhere(event.currentTarget.value)}
        />
      }
    />
  );
}

function addItems(editor: EditorState, adding: AddPickerProps["adding"], where: string): AddItem[] {
  const { kinds } = editor.document;
  const into = where === FITTING ? undefined : where === CANVAS ? null : where;
  const spots = new Map<string, Pick<AddItem, "spot" | "place">>();
  const spotOf = (kind: string) => {
    const known = spots.get(kind);
    if (known) return known;
    const spot = spotFor(editor, kind, adding, into);
    const holder = editor.tree.byUid.get(spot.parent ?? "")?.name;
    const made = { spot, place: holder === undefined ? "on the canvas" : `in ${holder}` };
    spots.set(kind, made);
    return made;
  };
  return paletteItems(kinds)
    .filter(({ kind }) => adding.from === null || kindInfo(kinds, kind).exchanges)
    .map((item) => {
      const { spot, place } = spotOf(item.kind);
      const label = item.product ? `${kindInfo(kinds, item.kind).label} ` : "";
      return { ...item, spot, place: `${label}${place}` };
    });
}

function placesOf(editor: EditorState): { value: string; label: string }[] {
  const holding = elementPickerItems(editor, ({ kind }) =>
    holdsAnything(editor.document.kinds, kind),
  );
  return [
    { value: FITTING, label: "Where it fits" },
    { value: CANVAS, label: "On the canvas itself" },
    ...holding.map(({ uid, name, place }) => ({ value: uid, label: `In ${name} (${place})` })),
  ];
}

/** The kinds that can be added, each with where it would go; another place can be chosen. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { holdsAnything } from "@/model/canvas/containmentRules";
import { paletteGroups } from "@/model/canvas/palette";
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

interface KindItem extends PickerItem {
  spot: Spot;
}

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
      listLabel="Kinds"
      items={kindItems(editor, adding, where)}
      onClose={() => editor.pick(null)}
      onPick={({ uid, spot }) => {
        editor.pick(null);
        addElement(editor, uid, spot, adding.from);
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

function kindItems(
  editor: EditorState,
  adding: AddPickerProps["adding"],
  where: string,
): KindItem[] {
  const { kinds } = editor.document;
  const into = where === FITTING ? undefined : where === CANVAS ? null : where;
  return paletteGroups(kinds).flatMap((group) =>
    group.kinds
      .filter((kind) => adding.from === null || kindInfo(kinds, kind).exchanges)
      .map((kind) => {
        const spot = spotFor(editor, kind, adding, into);
        const holder = editor.tree.byUid.get(spot.parent ?? "")?.name;
        const place = holder === undefined ? "on the canvas" : `in ${holder}`;
        return { uid: kind, kind, name: kindInfo(kinds, kind).label, place, spot };
      }),
  );
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

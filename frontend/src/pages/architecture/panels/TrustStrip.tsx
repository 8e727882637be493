/** How far the selected zone is trusted: as somebody said, or as is assumed until somebody does. */
import type { FactRow } from "@/api/types";
import { isZone, type Trust, trustLabel, trustOf } from "@/model/canvas/trustLevels";
import { kindInfo } from "@/model/graph/elementKinds";
import type { SnapshotElement } from "@/model/graph/snapshot";
import type { EditorState } from "../editorState/editorState";
import type { FactEdit } from "../editorState/useFactEdit";
import { FactItem, type Otherwise } from "./FactItem";
import classes from "./trust.module.css";

interface TrustStripProps {
  editor: EditorState;
  element: SnapshotElement;
  /** undefined while they are read. */
  facts: readonly FactRow[] | undefined;
  edit: FactEdit | null;
}

export function TrustStrip({ editor, element, facts, edit }: TrustStripProps) {
  const info = kindInfo(editor.document.kinds, element.kind);
  if (!isZone(info) || !facts) return null;
  const [type] = info.facts.filter(({ name }) => name === "trust_level");
  const fact = facts.find(({ name }) => name === "trust_level") ?? type;
  if (!fact) return null;
  const { tree } = editor;
  const nameOf = (uid: string): string => tree.byUid.get(uid)?.name ?? uid;
  return (
    <section className={classes.root} aria-label={`Trust in ${element.name}`}>
      <dl>
        <FactItem
          fact={fact}
          edit={edit}
          otherwise={otherwiseOf(trustOf(editor.editSnapshot, element.uid), nameOf)}
        />
      </dl>
    </section>
  );
}

/** Return what holds as long as nobody has said it of the zone itself. */
function otherwiseOf(
  { level, zone, assumed }: Trust,
  nameOf: (uid: string) => string,
): Otherwise | null {
  if (zone === null) return null;
  const source = assumed ? "Assumed from the kind" : `As said of ${nameOf(zone)}`;
  return { value: trustLabel(level), source };
}

/** Everybody else on the drawing: their cursors and what they have selected, in coordinates of the canvas. */
import { useStoreApi, ViewportPortal } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { renamedBy, selectionsOf } from "@/collab/participants";
import type { EditorState } from "../editorState/editorState";
import { Cursors } from "./Cursors";
import { PeerSelection } from "./PeerSelection";
import classes from "./presence.module.css";
import { useBroadcastPresence } from "./useBroadcastPresence";

export function RemoteCursors({ editor }: { editor: EditorState }) {
  useBroadcastPresence(editor);
  const { peers, presence } = editor.document;
  const selections = useMemo(() => [...selectionsOf(peers)], [peers]);
  const writing = useMemo(() => renamedBy(peers), [peers]);
  const layer = useUnzoomed();
  return (
    <ViewportPortal>
      <div ref={layer} className={classes.layer} aria-hidden="true">
        {selections.map(([uid, people]) => (
          <PeerSelection
            key={uid}
            uid={uid}
            people={people}
            writer={writing.get(uid)}
            edges={editor.canvas.edges}
          />
        ))}
        <Cursors peers={peers} presence={presence} />
      </div>
    </ViewportPortal>
  );
}

/** Return the ref of a layer under which `--unzoom` undoes the zoom: names and pointers keep their size. */
function useUnzoomed(): (layer: HTMLDivElement | null) => void {
  // The layer comes only after React Flow has a place for it.
  const [layer, setLayer] = useState<HTMLDivElement | null>(null);
  const store = useStoreApi();
  useEffect(() => {
    if (!layer) return;
    let zoom = 0;
    const follow = (): void => {
      const now = store.getState().transform[2];
      if (now === zoom) return;
      zoom = now;
      layer.style.setProperty("--unzoom", String(1 / zoom));
    };
    follow();
    return store.subscribe(follow);
  }, [layer, store]);
  return setLayer;
}

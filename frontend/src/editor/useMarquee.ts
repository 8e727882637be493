/** Selecting by a rectangle: what lies wholly inside it is caught. */
import {
  type NodeChange,
  type OnNodesChange,
  type ReactFlowProps,
  SelectionMode,
} from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import { outermost } from "../model/visibility";
import type { EditorState } from "./useEditor";

interface Marquee {
  /** What is caught so far; null when no rectangle is being drawn. */
  caught: ReadonlySet<string> | null;
  flow: Pick<
    ReactFlowProps,
    "onSelectionStart" | "onSelectionEnd" | "onNodesChange" | "selectionMode"
  >;
}

export function useMarquee(editor: EditorState): Marquee {
  const [caught, setCaught] = useState<ReadonlySet<string> | null>(null);
  const now = useRef<Set<string> | null>(null);
  const latest = useRef(editor);
  latest.current = editor;
  const flow = useMemo(
    (): Marquee["flow"] => ({
      selectionMode: SelectionMode.Full,
      onSelectionStart: () => {
        now.current = new Set();
        setCaught(now.current);
      },
      onSelectionEnd: () => {
        const { tree, selectMany, announce } = latest.current;
        const uids = outermost(tree, now.current ?? []);
        now.current = null;
        setCaught(null);
        selectMany(uids);
        announce(`${uids.length} selected`);
      },
      onNodesChange: ((changes) => {
        if (!now.current) return;
        const next = new Set(now.current);
        for (const change of changes) note(next, change);
        now.current = next;
        setCaught(next);
      }) satisfies OnNodesChange,
    }),
    [],
  );
  return { caught, flow };
}

function note(caught: Set<string>, change: NodeChange): void {
  if (change.type !== "select") return;
  if (change.selected) caught.add(change.id);
  else caught.delete(change.id);
}

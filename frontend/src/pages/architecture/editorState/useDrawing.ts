/** The drawing of the document: what is shown of it, and what edits of it start from. */
import { useLocalStorage } from "@mantine/hooks";
import { useCallback, useMemo, useRef } from "react";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import { buildFlowGraph, type FlowGraph } from "@/model/canvas/flowGraph";
import type { Layer } from "@/model/graph/elementKinds";
import { ancestorsOf, type Tree } from "@/model/graph/snapshot";
import type { Document } from "./useDocument";

export interface Drawing {
  canvas: FlowGraph;
  /** The nodes of the canvas by uid. */
  drawn: ReadonlyMap<string, CanvasNode>;
  editSnapshot: EditSnapshot;
  /** Frames whose inside is not drawn. */
  collapsed: ReadonlySet<string>;
  setCollapsed: (uids: Iterable<string>) => void;
}

/** `led` are the frames that whom one follows has collapsed; they stand in place of one's own. */
export function useDrawing(
  model: string,
  { snapshot, kinds }: Document,
  tree: Tree,
  hidden: ReadonlySet<Layer>,
  led: readonly string[] | null,
): Drawing {
  const [chosen, setChosen] = useLocalStorage<string[]>({
    key: `bulkhead.canvas.collapsed.${model}`,
    defaultValue: NOTHING,
    getInitialValueInEffect: false,
  });
  const collapsed = useMemo(() => new Set(led ?? chosen), [led, chosen]);
  const setCollapsed = useCallback(
    (uids: Iterable<string>) => setChosen([...new Set(uids)]),
    [setChosen],
  );
  const before = useRef<FlowGraph | null>(null);
  const canvas = useMemo(() => {
    const next = buildFlowGraph(snapshot, kinds, hidden, collapsed, before.current);
    before.current = next;
    return next;
  }, [snapshot, kinds, hidden, collapsed]);
  const drawn = useMemo(() => new Map(canvas.nodes.map((node) => [node.id, node])), [canvas]);
  const editSnapshot = useMemo(
    () => ({ snapshot, tree, kinds, placement: canvas.placement }),
    [snapshot, tree, kinds, canvas],
  );
  return { canvas, drawn, editSnapshot, collapsed, setCollapsed };
}

const NOTHING: string[] = [];

/** Expand what is collapsed around what is to be shown. */
export function uncover(
  uids: readonly string[],
  tree: Tree,
  { collapsed, setCollapsed }: Pick<Drawing, "collapsed" | "setCollapsed">,
): void {
  const around = new Set(uids.flatMap((one) => ancestorsOf(tree.byUid, one)));
  const left = [...collapsed].filter((one) => !around.has(one));
  if (left.length < collapsed.size) setCollapsed(left);
}

/** Both states in one read-only drawing: what was added, changed and removed stands out, the rest steps back. */
import { ReactFlow, useReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, useEffect, useMemo } from "react";
import type { DiffDrawing } from "../../api/types";
import { Arrowheads } from "../../editor/edges/Arrowheads";
import { buildCanvas, VISIBLE_ONLY_ABOVE } from "../../model/canvas";
import {
  markedFlows,
  markedNodes,
  marksOf,
  quietLayers,
  snapshotOf,
} from "../../model/diffDrawing";
import type { Kinds } from "../../model/kinds";
import { DiffLegend } from "./DiffLegend";
import { DiffLines } from "./DiffLines";
import { DiffCard, DiffFrame } from "./DiffNodes";
import classes from "./drawing.module.css";

// Outside the component: React Flow remounts every node when these change.
const NODE_TYPES = { card: DiffCard, frame: DiffFrame };
const FAR = 0.5;
/** Above is the room of the legend. */
const FIT_PADDING = { top: "56px", x: "24px", bottom: "24px" } as const;

interface DiffCanvasProps {
  drawing: DiffDrawing;
  kinds: Kinds;
  /** uid of the element or flow to show. */
  selected: string | null;
  onSelect: (uid: string | null) => void;
}

export function DiffCanvas({ drawing, kinds, selected, onSelect }: DiffCanvasProps) {
  const { nodes, flows } = useMarked(drawing, kinds, selected);
  useReveal(drawing, selected);
  const far = useStore((store) => store.transform[2] < FAR);
  // Boundaries keep their names however far away; in steps, so that zooming restyles rarely.
  const away = useStore(({ transform: [, , zoom] }) => Math.max(1, Math.ceil(0.6 / zoom)));
  return (
    <section
      className={classes.stage}
      aria-label="Drawing of both states"
      data-detail={far ? "low" : "near"}
      style={{ "--away": away } as CSSProperties}
    >
      <Arrowheads />
      <ReactFlow
        nodes={nodes}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ padding: FIT_PADDING, maxZoom: 1 }}
        minZoom={0.05}
        maxZoom={2}
        zIndexMode="manual"
        onlyRenderVisibleElements={nodes.length > VISIBLE_ONLY_ABOVE}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        disableKeyboardA11y
        onNodeClick={(_, node) => onSelect(node.id)}
        onPaneClick={() => onSelect(null)}
        attributionPosition="bottom-left"
      >
        <DiffLines nodes={nodes} flows={flows} selected={selected} onSelect={onSelect} />
      </ReactFlow>
      <DiffLegend />
    </section>
  );
}

function useMarked(drawing: DiffDrawing, kinds: Kinds, selected: string | null) {
  const marks = useMemo(() => marksOf(drawing), [drawing]);
  const canvas = useMemo(
    () => buildCanvas(snapshotOf(drawing), kinds, quietLayers(drawing)),
    [drawing, kinds],
  );
  const marked = useMemo(() => markedNodes(canvas.nodes, marks), [canvas, marks]);
  const flows = useMemo(() => markedFlows(canvas.edges, marks), [canvas, marks]);
  const nodes = useMemo(
    () => marked.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [marked, selected],
  );
  return { nodes, flows };
}

/** Move the view to what is chosen; of a flow to both its ends. */
function useReveal(drawing: DiffDrawing, selected: string | null): void {
  const { fitView } = useReactFlow();
  useEffect(() => {
    if (selected === null) return;
    const flow = drawing.flows.find(({ uid }) => uid === selected);
    const ids = flow ? [flow.source, flow.destination] : [selected];
    void fitView({ nodes: ids.map((id) => ({ id })), padding: 0.4, maxZoom: 1, duration: 200 });
  }, [fitView, drawing, selected]);
}

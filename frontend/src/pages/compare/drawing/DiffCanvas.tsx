/** Both states in one read-only drawing: what was added, changed and removed stands out, the rest steps back. */
import { useReducedMotion } from "@mantine/hooks";
import {
  getViewportForBounds,
  ReactFlow,
  useReactFlow,
  useStore,
  useStoreApi,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, type MouseEvent, useEffect, useMemo, useState } from "react";
import type { DiffDrawing } from "@/api/types";
import { CanvasProvider, CanvasState } from "@/entities/drawing/CanvasContext";
import { Arrowheads } from "@/entities/drawing/edges/Arrowheads";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { boundsOf } from "@/model/canvas/canvasNodes";
import {
  markedFlows,
  markedNodes,
  marksOf,
  quietLayers,
  snapshotOf,
} from "@/model/canvas/diffCanvas";
import { buildFlowGraph } from "@/model/canvas/flowGraph";
import { nodeAt } from "@/model/canvas/nodeHitTest";
import { isCulled, isOverview } from "@/model/canvas/virtualization";
import type { Kinds } from "@/model/graph/elementKinds";
import { DiffEdges } from "./DiffEdges";
import { DiffLegend } from "./DiffLegend";
import { DiffCard, DiffFrame } from "./DiffNodes";
import { DiffPicture } from "./DiffPicture";
import classes from "./drawing.module.css";

// Outside the component: React Flow remounts every node when these change.
const NODE_TYPES = { card: DiffCard, frame: DiffFrame };
const FAR = 0.5;
/** Above is the room of the legend. */
const FIT_PADDING = { top: "56px", x: "24px", bottom: "24px" } as const;
const ZOOMS = { least: 0.05, most: 2, closest: 1 };
const UNMOUNTED: CanvasNode[] = [];

interface DiffCanvasProps {
  drawing: DiffDrawing;
  kinds: Kinds;
  /** uid of the element or flow to show. */
  selected: string | null;
  onSelect: (uid: string | null) => void;
}

export function DiffCanvas({ drawing, kinds, selected, onSelect }: DiffCanvasProps) {
  const { nodes, edges, flows } = useMarked(drawing, kinds, selected);
  const [parts] = useState(() => new CanvasState());
  const { screenToFlowPosition } = useReactFlow();
  useOpening(nodes);
  useReveal(nodes, drawing, selected);
  const many = isCulled(nodes.length);
  const afar = useStore(({ transform: [, , zoom] }) => many && isOverview(zoom, nodes.length));
  const select = ({ clientX: x, clientY: y }: MouseEvent): void =>
    onSelect(afar ? (nodeAt(nodes, screenToFlowPosition({ x, y }))?.id ?? null) : null);
  const far = useStore((store) => store.transform[2] < FAR);
  // Boundaries keep their names however far away; in steps, so that zooming restyles rarely.
  const away = useStore(({ transform: [, , zoom] }) => Math.max(1, Math.ceil(0.6 / zoom)));
  return (
    <CanvasProvider value={parts}>
      <section
        className={classes.stage}
        aria-label="Drawing of both states"
        data-detail={far ? "low" : "near"}
        style={{ "--away": away } as CSSProperties}
      >
        <Arrowheads />
        <ReactFlow
          nodes={afar ? UNMOUNTED : nodes}
          nodeTypes={NODE_TYPES}
          minZoom={ZOOMS.least}
          maxZoom={ZOOMS.most}
          zIndexMode="manual"
          onlyRenderVisibleElements={many}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          nodesFocusable={false}
          disableKeyboardA11y
          onNodeClick={(_, node) => onSelect(node.id)}
          onPaneClick={select}
          attributionPosition="bottom-left"
        >
          {afar ? (
            <DiffPicture nodes={nodes} edges={edges} flows={flows} />
          ) : (
            <DiffEdges nodes={nodes} flows={flows} selected={selected} onSelect={onSelect} />
          )}
        </ReactFlow>
        <DiffLegend />
      </section>
    </CanvasProvider>
  );
}

function useMarked(drawing: DiffDrawing, kinds: Kinds, selected: string | null) {
  const marks = useMemo(() => marksOf(drawing), [drawing]);
  const canvas = useMemo(
    () => buildFlowGraph(snapshotOf(drawing), kinds, quietLayers(drawing)),
    [drawing, kinds],
  );
  const marked = useMemo(() => markedNodes(canvas.nodes, marks), [canvas, marks]);
  const flows = useMemo(() => markedFlows(canvas.edges, marks), [canvas, marks]);
  const nodes = useMemo(
    () => marked.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [marked, selected],
  );
  return { nodes, edges: canvas.edges, flows };
}

/** Begin with a view of everything, once it is known how much room there is. */
function useOpening(nodes: readonly CanvasNode[]): void {
  const show = useShow();
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (opened || !show) return;
    show(nodes, FIT_PADDING, 0);
    setOpened(true);
  }, [opened, show, nodes]);
}

const REVEAL_MS = 200;

/** Move the view to what is chosen; of a flow to both its ends. */
function useReveal(
  nodes: readonly CanvasNode[],
  drawing: DiffDrawing,
  selected: string | null,
): void {
  const show = useShow();
  const duration = useReducedMotion() ? 0 : REVEAL_MS;
  useEffect(() => {
    if (selected === null || !show) return;
    const flow = drawing.flows.find(({ uid }) => uid === selected);
    const ids = flow ? [flow.source, flow.destination] : [selected];
    const chosen = nodes.filter(({ id }) => ids.includes(id));
    if (chosen.length > 0) show(chosen, 0.4, duration);
  }, [show, nodes, drawing, selected, duration]);
}

/** Return how to move the view to nodes, mounted or not; null before there is any room. */
function useShow() {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  const hasRoom = useStore(({ width, height }) => width > 0 && height > 0);
  return useMemo(() => {
    if (!hasRoom) return null;
    return (nodes: readonly CanvasNode[], padding: Padding, duration: number): void => {
      const { width, height } = store.getState();
      const { least, closest } = ZOOMS;
      const bounds = boundsOf(nodes);
      const view = getViewportForBounds(bounds, width, height, least, closest, padding);
      void setViewport(view, { duration });
    };
  }, [setViewport, store, hasRoom]);
}

type Padding = Parameters<typeof getViewportForBounds>[5];

/** The whole drawing in small, for finding one's way in what does not fit the window. */
import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import { isWithin, type Rect } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { boundsOf } from "@/model/canvas/canvasNodes";
import classes from "./canvas.module.css";

const WIDTH = 168;
const HEIGHT = 112;
const MARGIN = 6;

/** One picture instead of a box for each element: two thousand boxes would weigh more than the drawing itself. */
export function Minimap({ nodes }: { nodes: readonly CanvasNode[] }) {
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const needless = useStore((store) => isWithin(bounds, store, store.transform));
  const flow = useReactFlow();
  if (needless) return null;
  const look = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const { scale, x, y } = fitted(bounds);
    const at = { x: (event.clientX - left - x) / scale, y: (event.clientY - top - y) / scale };
    void flow.setCenter(at.x, at.y, { zoom: flow.getZoom() });
  };
  return (
    <Panel position="bottom-right" className={classes.minimap}>
      <div
        className={classes.overview}
        role="img"
        aria-label="Overview of the canvas"
        onPointerDown={look}
        onPointerMove={look}
      >
        <Picture nodes={nodes} bounds={bounds} />
        <Window bounds={bounds} />
      </div>
    </Panel>
  );
}

/** Return how the drawing fits into the picture. */
function fitted(bounds: Rect): { scale: number; x: number; y: number } {
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(bounds.width, 1),
    (HEIGHT - 2 * MARGIN) / Math.max(bounds.height, 1),
  );
  return {
    scale,
    x: (WIDTH - bounds.width * scale) / 2 - bounds.x * scale,
    y: (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale,
  };
}

function Picture({ nodes, bounds }: { nodes: readonly CanvasNode[]; bounds: Rect }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return;
    const paint = (): void => paintAll(context, canvas, nodes, fitted(bounds));
    paint();
    const theme = new MutationObserver(paint);
    theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => theme.disconnect();
  }, [nodes, bounds]);
  return <canvas ref={ref} width={WIDTH * 2} height={HEIGHT * 2} />;
}

function paintAll(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  nodes: readonly CanvasNode[],
  { scale, x, y }: ReturnType<typeof fitted>,
): void {
  const style = getComputedStyle(canvas);
  const color = (name: string): string => style.getPropertyValue(`--bh-${name}`);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  for (const { type, data, position, width, height } of nodes) {
    const box = [position.x * scale + x, position.y * scale + y, width * scale, height * scale];
    const [left = 0, top = 0, wide = 0, high = 0] = box;
    if (type === "frame") {
      context.strokeStyle = color("border-strong");
      context.lineWidth = 0.5;
      context.strokeRect(left, top, wide, high);
    } else {
      context.fillStyle = color(data.worst ?? "border-strong");
      context.fillRect(left, top, Math.max(wide, 1), Math.max(high, 1));
    }
  }
}

/** What of the drawing is in the window. */
function Window({ bounds }: { bounds: Rect }) {
  const { scale, x, y } = fitted(bounds);
  const seen = useStore(({ transform: [left, top, zoom], width, height }) =>
    [-left / zoom, -top / zoom, width / zoom, height / zoom].map(Math.round).join(" "),
  );
  const [left = 0, top = 0, width = 0, height = 0] = seen.split(" ").map(Number);
  const style = {
    left: left * scale + x,
    top: top * scale + y,
    width: width * scale,
    height: height * scale,
  };
  return <div className={classes.seen} style={style} />;
}

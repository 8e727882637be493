import type { CanvasNode } from "./canvasNodes";

interface Ends {
  source: string;
  target: string;
}

export interface LedInto<Line> {
  workload: CanvasNode;
  lines: Line[];
}

/** Return the outermost open workloads that hold an end of a line, each with these lines. */
export function ledIntoWorkloads<Line extends Ends>(
  nodes: readonly CanvasNode[],
  lines: readonly Line[],
): LedInto<Line>[] {
  const holders = workloadsAround(nodes);
  const found = new Map<string, LedInto<Line>>();
  for (const line of lines) {
    const ends = [holders.get(line.source), holders.get(line.target)];
    for (const workload of new Set(ends)) {
      if (!workload) continue;
      const { lines: before } = found.get(workload.id) ?? { lines: [] };
      found.set(workload.id, { workload, lines: [...before, line] });
    }
  }
  return [...found.values()];
}

/** Return the outermost open workload around each node that has one. Parents come before their children. */
export function workloadsAround(nodes: readonly CanvasNode[]): ReadonlyMap<string, CanvasNode> {
  const open = new Map<string, CanvasNode>();
  const around = new Map<string, CanvasNode>();
  for (const node of nodes) {
    const { kind, collapsed, parent } = node.data;
    if (node.type === "frame" && kind === "workload" && !collapsed) open.set(node.id, node);
    const holder = parent === null ? undefined : (around.get(parent) ?? open.get(parent));
    if (holder) around.set(node.id, holder);
  }
  return around;
}

/** The nodes that React Flow mounts, which are few of a large drawing, and whether none are missing. */
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { idsWithin, isCulled, nextMounted } from "@/model/canvas/virtualization";
import { useViewportArea } from "./edges/useViewportArea";

export interface MountedIds {
  nodes: CanvasNode[];
  /** Everything that is wanted is mounted. */
  complete: boolean;
}

/** So many nodes are mounted in a frame of the screen, besides the first time. */
const PORTION = 24;

/** `kept` are mounted in any case; from afar nothing else is. */
export function useMountedIds(
  nodes: CanvasNode[],
  afar: boolean,
  kept: ReadonlySet<string>,
): MountedIds {
  const culled = isCulled(nodes.length);
  const near = useViewportArea(culled && !afar);
  const wanted = useMemo(() => (near ? idsWithin(nodes, near) : NONE), [nodes, near]);
  const mounted = usePortions(wanted);
  return useMemo(() => {
    if (!culled && !afar) return { nodes, complete: true };
    const there = nodes.filter(({ id }) => kept.has(id) || (culled && mounted.has(id)));
    return {
      nodes: afar ? there.map((node) => (kept.has(node.id) ? onPicture(node) : node)) : there,
      complete: wanted.every((id) => mounted.has(id)),
    };
  }, [nodes, culled, afar, kept, mounted, wanted]);
}

const NONE: readonly string[] = [];

/** From afar the others are on their way out, and hidden: to style them all anew for that would take longer. */
function onPicture(node: CanvasNode): CanvasNode {
  return { ...node, className: [node.className, ON_PICTURE].filter(Boolean).join(" ") };
}

const ON_PICTURE = "bh-on-picture";

function usePortions(wanted: readonly string[]): ReadonlySet<string> {
  const [mounted, setMounted] = useState<ReadonlySet<string>>(new Set());
  const latest = useRef(mounted);
  latest.current = mounted;
  const begun = useRef(false);
  useLayoutEffect(() => {
    let frame = 0;
    const step = (before: ReadonlySet<string>, most: number): void => {
      const next = nextMounted(before, wanted, most);
      if (next === before) return;
      setMounted(next);
      frame = requestAnimationFrame(() => step(next, PORTION));
    };
    step(latest.current, begun.current ? PORTION : Number.POSITIVE_INFINITY);
    begun.current ||= wanted.length > 0;
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  return mounted;
}

/** An editor for the tests of actions: the small shop, with everything that is called on it to be asked. */
import { vi } from "vitest";
import { routing } from "@/edgeRouting/edgeRouting";
import { CanvasState } from "@/entities/drawing/CanvasContext";
import { editSnapshotOf } from "@/model/canvas/drawing.fixture";
import { NO_FILTERS } from "@/model/canvas/filterMatches";
import type { Snapshot } from "@/model/graph/snapshot";
import { openDocument } from "../editorState/document.fixture";
import { findSelection } from "../editorState/selection";
import type { ActionTarget } from "./types";

interface Options extends Partial<ActionTarget> {
  drawing?: Snapshot;
  select?: never;
  /** What is selected. */
  chosen?: readonly string[];
}

export function editorOn({ drawing, chosen = [], ...part }: Options = {}): ActionTarget {
  const { editSnapshot, nodes, edges } = editSnapshotOf(drawing);
  const { snapshot, tree, kinds, placement } = editSnapshot;
  return {
    model: "model",
    document: openDocument({ snapshot, kinds }),
    snapshot,
    tree,
    editSnapshot,
    canvas: {
      nodes,
      edges,
      placement,
      routing: routing([], { boxes: [], zones: [] }, null),
      hidden: new Set(),
      collapsed: new Set(),
    },
    collapsed: new Set(),
    setCollapsed: vi.fn(),
    selection: chosen.length === 1 ? findSelection(snapshot, chosen[0] ?? "") : null,
    selected: chosen,
    selectMany: vi.fn(),
    edit: vi.fn(),
    announce: vi.fn(),
    pick: vi.fn(),
    offerConnections: vi.fn(),
    rename: vi.fn(),
    view: {
      fit: vi.fn(),
      zoomIn: vi.fn(),
      zoomOut: vi.fn(),
      reveal: vi.fn(),
      keepInSight: vi.fn(),
      bringInSight: vi.fn(),
      makeLegible: vi.fn(),
      middle: () => ({ x: 400, y: 300 }),
    },
    openSearch: vi.fn(),
    outlineShown: false,
    toggleOutline: vi.fn(),
    parts: new CanvasState(),
    togglePalette: vi.fn(),
    readFacts: async () => new Map(),
    layOut: vi.fn(),
    filters: NO_FILTERS,
    setFilters: vi.fn(),
    path: null,
    ...part,
    select: vi.fn(),
  };
}

/** Which layers the canvas leaves out: as chosen in this browser, less those that a selection opened. */
import { useLocalStorage } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { type Layer, layerOf } from "@/model/graph/elementKinds";
import type { Tree } from "@/model/graph/snapshot";
import type { Selection } from "./selection";

export interface Layers {
  hidden: ReadonlySet<Layer>;
  toggleLayer: (layer: Layer) => void;
  /** Hide these, also what a selection opened, and show the rest. */
  hideOnly: (layers: readonly Layer[]) => void;
}

// The first view is about what runs and what talks to what; a flow leads past its service to the workload.
// Boundaries count the threats of what is hidden.
const HIDDEN_AT_FIRST: Layer[] = ["services", "secrets", "config", "identity", "images"];

/**
 * `led` are the layers that whom one follows hides; they stand in place of one's own. `shown` are uids of what is
 * shown besides the selection.
 */
export function useLayers(
  selection: Selection | null,
  tree: Pick<Tree, "byUid">,
  led: readonly Layer[] | null = null,
  shown: readonly string[] = NOTHING,
): Layers {
  const [chosen, setChosen] = useLocalStorage<Layer[]>({
    key: "bulkhead.canvas.layers-hidden",
    defaultValue: HIDDEN_AT_FIRST,
    getInitialValueInEffect: false,
  });
  // What is found or linked to shows, although its layer is hidden; until somebody hides it again.
  const [opened, setOpened] = useState<readonly Layer[]>([]);
  const [seen, setSeen] = useState<string | null>(null);
  const uids = [...endsOf(selection), ...shown];
  const key = uids.join("\n");
  if (key !== seen) {
    setSeen(key);
    const needed = layersOf(uids, tree).filter((layer) => !opened.includes(layer));
    if (needed.length > 0) setOpened([...opened, ...new Set(needed)]);
  }

  const hidden = useMemo(
    () => new Set(led ?? chosen.filter((layer) => !opened.includes(layer))),
    [led, chosen, opened],
  );
  const toggleLayer = (layer: Layer): void => {
    setOpened(opened.filter((one) => one !== layer));
    const others = (led ?? chosen).filter((one) => one !== layer);
    setChosen(hidden.has(layer) ? others : [...others, layer]);
  };
  const hideOnly = (layers: readonly Layer[]): void => {
    setOpened([]);
    setChosen([...layers]);
  };
  return { hidden, toggleLayer, hideOnly };
}

const NOTHING: readonly string[] = [];

/** The elements that are selected: of a relation both its ends, of a flow none. */
function endsOf(selection: Selection | null): string[] {
  if (!selection || selection.type === "flow") return [];
  return selection.type === "element"
    ? [selection.uid]
    : [selection.relation.source, selection.relation.target];
}

function layersOf(uids: readonly string[], tree: Pick<Tree, "byUid">): Layer[] {
  const layers = uids.map((uid) => layerOf(tree.byUid.get(uid)?.kind ?? ""));
  return layers.filter((layer) => layer !== null);
}

/** Layers of defense in words: the stages in which controls act, and what they do there. */
import type { Defended } from "@/api/types";

export type LayerState = Defended["layers"][number]["state"];
export type Layer = Defended["layers"][number]["id"];
export type Gap = "single-layer" | "no-layer" | "no-detection";

export const LAYERS: readonly { id: Layer; label: string }[] = [
  { id: "build", label: "Build" },
  { id: "registry", label: "Registry" },
  { id: "deploy", label: "Deploy" },
  { id: "runtime", label: "Runtime" },
  { id: "orchestrate", label: "Orchestrate" },
  { id: "respond", label: "Respond" },
];

export const GAPS: readonly { id: Gap; label: string; meaning: string }[] = [
  {
    id: "no-layer",
    label: "No layer",
    meaning: "Threats against which no implemented control acts",
  },
  {
    id: "single-layer",
    label: "Single layer",
    meaning: "Threats that come back when their only layer fails",
  },
  {
    id: "no-detection",
    label: "Critical without detection",
    meaning: "Critical elements on which no detective control acts",
  },
];

/** Return the state of a layer in a row, or undefined where no control of it is known. */
export function stateOf(layers: Defended["layers"], layer: Layer): LayerState | undefined {
  return layers.find((one) => one.id === layer)?.state;
}

/** Return what acts against a threat: "Build and runtime", or "No layer acts". */
export function actingLayers(layers: Defended["layers"]): string {
  const acting = LAYERS.filter(({ id }) => stateOf(layers, id) === "acting");
  if (acting.length === 0) return "No layer acts";
  return `${new Intl.ListFormat("en-US").format(acting.map(({ label }) => label))} ${acting.length === 1 ? "alone acts" : "act"}`;
}

/** Return what the controls of an element do: "Acting: preventive. Planned: detective." */
export function functionsOf(functions: Defended["functions"]): string {
  const parts = (["acting", "planned"] as const).map((state) => {
    const named = functions.filter((one) => one.state === state).map((one) => one.id);
    return named.length > 0
      ? `${state === "acting" ? "Acting" : "Planned"}: ${named.join(", ")}.`
      : "";
  });
  return parts.filter(Boolean).join(" ");
}

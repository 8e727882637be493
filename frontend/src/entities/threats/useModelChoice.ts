/** In which of the models that it reaches a change is made: in all, until people leave some out. */
import { useState } from "react";
import type { SameThreats } from "@/api/types";
import { threatCount } from "@/model/labels/acceptances";

export type ModelThreats = Pick<SameThreats, "model" | "threats" | "listed">;

export interface ModelChoice {
  models: string[];
  /** "3 threats in 2 models". */
  described: string;
  isChosen: (model: string) => boolean;
  toggle: (model: string) => void;
}

export function useModelChoice(rows: readonly ModelThreats[] | undefined): ModelChoice {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = (rows ?? []).filter(({ model }) => !left.has(model.id));
  const count = chosen.reduce((sum, one) => sum + one.threats, 0);
  const inModels = chosen.length === 1 ? "1 model" : `${chosen.length} models`;
  return {
    models: chosen.map(({ model }) => model.id),
    described: `${threatCount(count)} in ${inModels}`,
    isChosen: (model) => !left.has(model),
    toggle: (model) =>
      setLeft((now) =>
        now.has(model)
          ? new Set([...now].filter((one) => one !== model))
          : new Set([...now, model]),
      ),
  };
}

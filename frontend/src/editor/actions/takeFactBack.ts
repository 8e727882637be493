/** Takes back what a person said of an element or flow: the file's word counts again, or nothing is known. */
import { api, unwrap } from "../../api/client";
import type { Changed } from "../../api/types";
import { undoOf } from "../../data/actions/undoChange";
import type { Step } from "../../model/step";

export interface TakeFactBack {
  on: "element" | "flow";
  id: string;
  fact: string;
  /** What the fact is called. */
  label: string;
  /** What the file says of it, in words; nothing when it says nothing. */
  file?: string | undefined;
}

export const takeFactBack: Step<TakeFactBack, Changed> = {
  key: "take-fact-back",
  run: (model, { on, id, fact }) =>
    on === "element"
      ? unwrap(
          api.DELETE("/api/models/{model}/elements/{element}/facts/{fact}/", {
            params: { path: { model, element: id, fact } },
          }),
        )
      : unwrap(
          api.DELETE("/api/models/{model}/flows/{flow}/facts/{fact}/", {
            params: { path: { model, flow: id, fact } },
          }),
        ),
  label: ({ label, file }) => (file ? `${label} is ${file} again` : `${label} is unknown again`),
  undo: (_, changed) => undoOf(changed),
};

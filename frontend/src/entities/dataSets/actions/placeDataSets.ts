/** Says that an element or flow holds or carries data sets, or no longer does. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Changed } from "@/api/types";
import { undoOf } from "@/api/undoChange";

export interface Placing {
  on: "element" | "flow";
  uid: string;
  data_set: string;
}

export interface PlaceDataSets {
  /** The data set and the place, as the message names them. */
  name: string;
  place: string;
  add: Placing[];
  remove: Placing[];
}

export const placeDataSets: UndoableMutation<PlaceDataSets, Changed> = {
  key: "place-data-sets",
  run: (model, { add, remove }) =>
    unwrap(
      api.POST("/api/models/{model}/data-sets/places/", {
        params: { path: { model } },
        body: { add, remove },
      }),
    ),
  label: ({ name, place, add }) =>
    add.length > 0 ? `${name} is on ${place}` : `${name} is no longer on ${place}`,
  undo: (_, changed) => undoOf(changed),
};

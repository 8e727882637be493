/** Changes fields of a mitigation in place; based on the version that was seen, so nothing is overwritten unseen. */
import { isMitigation, patched } from "@/api/cachePatch";
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";
import { changeLabel, type MitigationChange } from "./mitigationChanges";

export interface ChangeMitigation {
  number: number;
  /** The version that the person saw. */
  version: number;
  change: MitigationChange;
  before: MitigationChange;
}

export const changeMitigation: UndoableMutation<ChangeMitigation, Mitigation> = {
  key: "change-mitigation",
  run: (model, { number, version, change }) =>
    unwrap(
      api.PATCH("/api/models/{model}/mitigations/{number}/", {
        params: { path: { model, number } },
        body: { ...bodyOf(change), version },
      }),
    ),
  label: ({ number, change }) => changeLabel(number, change),
  // The next change of the same row is based on what this one makes of it.
  patch: (data, { number, version, change }) =>
    patched(data, isMitigation(number), { ...change, version: version + 1 }),
  undo: ({ number, change, before }, { version }) =>
    undoWith(changeMitigation, { number, version, change: before, before: change }),
};

/** What is known of a mitigation where it is changed: at least the fields that are. */
export type Changeable = Pick<Mitigation, "number" | "version"> & MitigationChange;

/** Return the step from what a mitigation says to the change. */
export function changeOf(mitigation: Changeable, change: MitigationChange): ChangeMitigation {
  const { number, version } = mitigation;
  const fields = Object.keys(change) as (keyof MitigationChange)[];
  const before = Object.fromEntries(fields.map((field) => [field, mitigation[field]]));
  return { number, version, change, before };
}

/** A verification note belongs to the status verified; the owner is told by id. */
function bodyOf({ owner, verification_note: note, ...rest }: MitigationChange) {
  return {
    ...rest,
    ...(owner === undefined ? {} : { owner: owner?.id ?? null }),
    ...(rest.status === "verified" && note !== undefined ? { verification_note: note } : {}),
  };
}

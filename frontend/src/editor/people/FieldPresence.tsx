/** Says who else is at the same field, so that two people do not write over each other. */
import { createContext, type FocusEvent, useContext } from "react";
import type { Peer } from "../../collab/protocol";
import { editorOf } from "../../model/company";
import type { Document } from "../useDocument";
import classes from "./people.module.css";
import { personColour } from "./personColour";

const NOBODY: readonly Peer[] = [];

/** Everybody else who has the model open. */
export const PeersContext = createContext<readonly Peer[]>(NOBODY);

/** `field` is the `data-field` of what is around the input: the same on every page. */
export function FieldPresence({ field }: { field: string }) {
  const person = editorOf(useContext(PeersContext), field);
  if (!person) return null;
  return (
    <span className={classes.editing} style={personColour(person)} role="status">
      {person.name} is editing this
    </span>
  );
}

/** Show others which field one is at: the nearest `data-field` around the focus. */
export function fieldHandlers(show: Document["show"]) {
  return {
    onFocus: (event: FocusEvent<HTMLElement>): void =>
      show({ field: event.target.closest<HTMLElement>("[data-field]")?.dataset.field ?? null }),
    onBlur: (): void => show({ field: null }),
  };
}

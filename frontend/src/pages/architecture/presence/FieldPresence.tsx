/** Says who else is at the same field, so that two people do not write over each other. */
import { createContext, useContext } from "react";
import { editorOf } from "@/collab/participants";
import type { Peer } from "@/collab/protocol";
import { personColor } from "@/entities/people/personColor";
import classes from "./presence.module.css";

const NOBODY: readonly Peer[] = [];

/** Everybody else who has the model open. */
export const PeersContext = createContext<readonly Peer[]>(NOBODY);

/** `field` is the `data-field` of what is around the input: the same on every page. */
export function FieldPresence({ field }: { field: string }) {
  const person = editorOf(useContext(PeersContext), field);
  if (!person) return null;
  return (
    <span className={classes.editing} style={personColor(person)} role="status">
      {person.name} is editing this
    </span>
  );
}

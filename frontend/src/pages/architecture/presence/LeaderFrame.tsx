/** A frame around the canvas in the color of the person whose view it shows. */
import { personColor } from "@/entities/people/personColor";
import type { EditorState } from "../editorState/editorState";
import classes from "./presence.module.css";

export function LeaderFrame({ editor: { leader } }: { editor: EditorState }) {
  return leader && <div className={classes.frame} style={personColor(leader.user)} />;
}

/** The name of an element while it is being written, in its place on the canvas or in the outline. */
import { type KeyboardEvent, useRef, useState } from "react";
import { useCanvasState } from "../CanvasContext";
import classes from "./nameField.module.css";

/** The longest name the server takes. */
const LONGEST = 200;

export function NameField({ uid, name }: { uid: string; name: string }) {
  const { renaming, commands } = useCanvasState();
  const [text, setText] = useState(name);
  // Leaving the field keeps what was written, unless it was left by Escape.
  const done = useRef(false);
  const finish = (written: string | null): void => {
    if (done.current) return;
    done.current = true;
    renaming.set(null);
    const clean = written?.trim() ?? "";
    if (clean !== "" && clean !== name) commands.rename(uid, clean);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    const row = event.currentTarget.closest<HTMLElement>("[role=treeitem]");
    row?.focus();
    finish(event.key === "Enter" ? text : null);
    if (!row) commands.goOnWith(uid);
  };
  return (
    <input
      ref={selectAll}
      className={`${classes.nameField} nopan nokey`}
      aria-label="Name"
      data-field={`${uid}/name`}
      data-subject={uid}
      value={text}
      maxLength={LONGEST}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(text)}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.stopPropagation()}
    />
  );
}

function selectAll(field: HTMLInputElement | null): void {
  if (!field || document.activeElement === field) return;
  field.focus({ preventScroll: true });
  field.select();
}

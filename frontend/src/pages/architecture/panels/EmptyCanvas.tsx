/** What lies on a canvas on which nothing is drawn yet: how to begin. */
import { Button, Kbd } from "@mantine/core";
import { IconFileImport, IconPlus, IconSitemap } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/ui/EmptyState";
import { addHere } from "../actions/addElement";
import type { EditorState } from "../editorState/editorState";
import classes from "./emptyCanvas.module.css";

export function EmptyCanvas({ editor }: { editor: EditorState }) {
  const { document, narrow, model } = editor;
  const drawn = document.snapshot.elements.some((element) => !element.gone);
  if (drawn || !document.canEdit) return null;
  return (
    <div className={classes.over}>
      <EmptyState
        icon={<IconSitemap size={20} />}
        title="Nothing is drawn yet"
        action={
          <span className={classes.actions}>
            <Button
              leftSection={<IconPlus size={16} aria-hidden="true" />}
              onClick={() => addHere.run(editor)}
            >
              Add an element
            </Button>
            <Button
              variant="default"
              component={Link}
              to={`/m/${model}/imports`}
              leftSection={<IconFileImport size={16} aria-hidden="true" />}
            >
              Import files
            </Button>
          </span>
        }
      >
        {narrow ? (
          "Add a boundary first, then what runs in it."
        ) : (
          <>
            Drag a boundary from the palette, then what runs in it, and pull a line between two
            parts that talk. By keyboard: <Kbd size="xs">N</Kbd> adds, <Kbd size="xs">C</Kbd>{" "}
            connects.
          </>
        )}
      </EmptyState>
    </div>
  );
}

/** The controls that lie on the canvas: outline, search, layers and legend above, zoom below. */
import { ActionIcon, Button, Kbd, Tooltip } from "@mantine/core";
import {
  IconFocusCentered,
  IconLayoutSidebar,
  IconMinus,
  IconPlus,
  IconSearch,
} from "@tabler/icons-react";
import { useStore } from "@xyflow/react";
import { findElement } from "../actions/findElement";
import { fitAll } from "../actions/fitAll";
import { toggleOutline } from "../actions/toggleOutline";
import type { EditorAction } from "../actions/types";
import { zoomIn } from "../actions/zoomIn";
import { zoomOut } from "../actions/zoomOut";
import type { EditorState } from "../useEditor";
import { LayersMenu } from "./LayersMenu";
import { Legend } from "./Legend";
import classes from "./toolbar.module.css";

export function CanvasToolbar({ editor }: { editor: EditorState }) {
  return (
    <>
      <div className={classes.top}>
        <Tool
          action={toggleOutline}
          editor={editor}
          icon={IconLayoutSidebar}
          pressed={editor.outlineShown}
        />
        <Button
          className={classes.search}
          variant="default"
          leftSection={<IconSearch size={15} aria-hidden="true" />}
          rightSection={editor.narrow ? null : <Kbd className={classes.key}>/</Kbd>}
          onClick={() => findElement.run(editor)}
          aria-label={findElement.label}
        >
          Find
        </Button>
        <LayersMenu editor={editor} />
        <Legend />
      </div>
      <div className={classes.zoom}>
        <Tool action={zoomOut} editor={editor} icon={IconMinus} />
        <ZoomLevel />
        <Tool action={zoomIn} editor={editor} icon={IconPlus} />
        <Tool action={fitAll} editor={editor} icon={IconFocusCentered} />
      </div>
    </>
  );
}

function ZoomLevel() {
  const percent = useStore((store) => Math.round(store.transform[2] * 100));
  return (
    <output className={classes.level} aria-label="Zoom">
      {percent}%
    </output>
  );
}

interface ToolProps {
  action: EditorAction;
  editor: EditorState;
  icon: typeof IconPlus;
  pressed?: boolean;
}

function Tool({ action, editor, icon: Glyph, pressed }: ToolProps) {
  return (
    <Tooltip label={`${action.label} (${action.keys[0]?.toUpperCase()})`}>
      <ActionIcon
        className={classes.tool}
        variant="default"
        size={34}
        aria-label={action.label}
        aria-pressed={pressed}
        onClick={() => action.run(editor)}
      >
        <Glyph size={17} stroke={1.7} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

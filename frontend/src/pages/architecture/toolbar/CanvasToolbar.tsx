/** The controls that lie on the canvas: outline, search, layers and legend above, zoom below. */
import { Button, Kbd } from "@mantine/core";
import {
  IconFocusCentered,
  IconLayoutSidebar,
  IconMinus,
  IconPlus,
  IconSearch,
  IconShape,
} from "@tabler/icons-react";
import { useStore } from "@xyflow/react";
import { fitAll } from "../actions/fitAll";
import { openElementSearch } from "../actions/openElementSearch";
import { toggleOutline } from "../actions/toggleOutline";
import { togglePalette } from "../actions/togglePalette";
import { zoomIn } from "../actions/zoomIn";
import { zoomOut } from "../actions/zoomOut";
import type { EditorState } from "../editorState/editorState";
import { FilterChips } from "../filters/FilterChips";
import { LinddunGoCardBar } from "../filters/LinddunGoCardBar";
import { ParticipantsBar } from "../presence/ParticipantsBar";
import { CommentsButton } from "./CommentsButton";
import { ExportMenu } from "./ExportMenu";
import { FilterMenu } from "./FilterMenu";
import { LayersMenu } from "./LayersMenu";
import { Legend } from "./Legend";
import { SaveState } from "./SaveState";
import { ToolButton } from "./ToolButton";
import classes from "./toolbar.module.css";
import { UndoButtons } from "./UndoButtons";
import { ViewsMenu } from "./ViewsMenu";

export function CanvasToolbar({ editor }: { editor: EditorState }) {
  return (
    <>
      <div className={classes.top}>
        <div className={classes.tools}>
          <ToolButton
            action={toggleOutline}
            editor={editor}
            icon={IconLayoutSidebar}
            pressed={editor.outlineShown}
          />
          {editor.document.canEdit && (
            <ToolButton
              action={togglePalette}
              editor={editor}
              icon={IconShape}
              pressed={editor.paletteShown}
            />
          )}
          <Button
            className={classes.search}
            variant="default"
            leftSection={<IconSearch size={15} aria-hidden="true" />}
            rightSection={editor.narrow ? null : <Kbd className={classes.key}>/</Kbd>}
            onClick={() => openElementSearch.run(editor)}
            aria-label={openElementSearch.label}
          >
            <span className={classes.label}>Find</span>
          </Button>
          <LayersMenu editor={editor} />
          <FilterMenu editor={editor} />
          <ViewsMenu editor={editor} />
          <ExportMenu editor={editor} />
          <Legend />
          <CommentsButton />
          <UndoButtons editor={editor} />
        </div>
        <div className={classes.live}>
          <ParticipantsBar editor={editor} />
          <SaveState document={editor.document} narrow={editor.narrow} />
        </div>
        <div className={classes.row}>
          <FilterChips editor={editor} />
          <LinddunGoCardBar editor={editor} />
        </div>
      </div>
      <div className={classes.zoom}>
        <ToolButton action={zoomOut} editor={editor} icon={IconMinus} />
        <ZoomLevel />
        <ToolButton action={zoomIn} editor={editor} icon={IconPlus} />
        <ToolButton action={fitAll} editor={editor} icon={IconFocusCentered} />
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

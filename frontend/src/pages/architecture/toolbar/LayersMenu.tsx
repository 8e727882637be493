/** Which kinds of elements the canvas shows besides workloads and flows. */
import { Button, Checkbox, Popover } from "@mantine/core";
import { IconStackFront } from "@tabler/icons-react";
import { LAYERS, layerCounts } from "@/model/graph/elementKinds";
import type { EditorState } from "../editorState/editorState";
import classes from "./toolbar.module.css";

export function LayersMenu({ editor }: { editor: EditorState }) {
  const counts = layerCounts(editor.tree.byUid.values());
  const hidden = [...editor.hidden].reduce((sum, layer) => sum + (counts.get(layer) ?? 0), 0);
  return (
    <Popover position="bottom-start" trapFocus returnFocus offset={6}>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.button}
          aria-label={hidden > 0 ? `Layers ${hidden} hidden` : "Layers"}
          leftSection={<IconStackFront size={16} aria-hidden="true" />}
        >
          <span className={classes.label}>Layers</span>{" "}
          {hidden > 0 && <span className={classes.hiddenCount}>{hidden} hidden</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu}>
        <fieldset className={classes.fieldset}>
          <legend className={classes.legendTitle}>Show on the canvas</legend>
          {LAYERS.map((layer) => (
            <Checkbox
              key={layer.id}
              size="xs"
              checked={!editor.hidden.has(layer.id)}
              onChange={() => editor.toggleLayer(layer.id)}
              label={
                <span className={classes.layer}>
                  {layer.label}
                  <span className={classes.count}>{counts.get(layer.id) ?? 0}</span>
                </span>
              }
              classNames={{ root: classes.option ?? "", labelWrapper: classes.wide ?? "" }}
            />
          ))}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Which kinds of elements the canvas shows besides workloads and flows. */
import { Button, Checkbox, Popover } from "@mantine/core";
import { IconStackFront } from "@tabler/icons-react";
import { LAYERS, layerOf } from "../../model/kinds";
import type { EditorState } from "../useEditor";
import classes from "./toolbar.module.css";

export function LayersMenu({ editor }: { editor: EditorState }) {
  const counts = new Map<string, number>();
  for (const element of editor.tree.byUid.values()) {
    const layer = layerOf(element.kind);
    if (layer) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  return (
    <Popover position="bottom-start" trapFocus returnFocus offset={6}>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.button}
          aria-label={`Layers, ${editor.hidden.size} hidden`}
          leftSection={<IconStackFront size={16} aria-hidden="true" />}
        >
          <span className={classes.label}>Layers</span>
          {editor.hidden.size > 0 && (
            <span className={classes.hiddenCount}>{editor.hidden.size} hidden</span>
          )}
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

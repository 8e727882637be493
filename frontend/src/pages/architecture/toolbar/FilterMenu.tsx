/** What stands out on the canvas: opens the form of the filters, and says how much matches. */
import { Button, Popover } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { Suspense } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { EditorState } from "../editorState/editorState";
import classes from "../filters/filters.module.css";
import toolbar from "./toolbar.module.css";

const FilterForm = lazyWithRetry(() => import("../filters/FilterForm"));

export function FilterMenu({ editor }: { editor: EditorState }) {
  const { match } = editor;
  const words = match ? `${match.found.size} match` : "";
  return (
    <Popover position="bottom-start" trapFocus returnFocus offset={6}>
      <Popover.Target>
        <Button
          variant="default"
          className={toolbar.button}
          aria-label={match ? `Filter ${words}` : "Filter"}
          leftSection={<IconFilter size={16} aria-hidden="true" />}
        >
          <span className={toolbar.label}>Filter</span>{" "}
          {match && <span className={toolbar.hiddenCount}>{words}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Suspense>
          <FilterForm editor={editor} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

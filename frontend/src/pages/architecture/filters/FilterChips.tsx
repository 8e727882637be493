/** Which filters are on, above the drawing: how much matches, each filter to take off, and all at once. */
import { Button, VisuallyHidden } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { allDataSetsQuery } from "@/entities/dataSets/queries";
import { type FilterChip, filterChips, filterWords } from "@/model/canvas/filterChips";
import { isFiltered } from "@/model/canvas/filterMatches";
import { layerOf } from "@/model/graph/elementKinds";
import { clearFilters } from "../actions/clearFilters";
import type { EditorState } from "../editorState/editorState";
import classes from "./filters.module.css";

export function FilterChips({ editor }: { editor: EditorState }) {
  const on = isFiltered(editor.filters);
  const words = matchWordsOf(editor);
  return (
    <>
      {/* There before it has something to say: what comes with its words is not read out. */}
      <VisuallyHidden role="status">{words}</VisuallyHidden>
      {on && <Bar editor={editor} words={words} />}
    </>
  );
}

function Bar({ editor, words }: { editor: EditorState; words: string }) {
  const chips = useChips(editor);
  return (
    <section className={classes.bar} aria-label="Filters">
      <IconFilter size={15} aria-hidden="true" />
      <span className={classes.found}>{words}</span>
      <ul className={classes.chips}>
        {chips.map(({ id, words: label, without }) => (
          <li key={id} className={classes.chip}>
            {label}
            <button
              type="button"
              className={classes.remove}
              aria-label={`Take off the filter ${label}`}
              onClick={() => editor.setFilters(without)}
            >
              <IconX size={12} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <Button variant="subtle" size="compact-sm" onClick={() => clearFilters.run(editor)}>
        Clear
      </Button>
    </section>
  );
}

function matchWordsOf({ filters, match, hidden, tree }: EditorState): string {
  if (!isFiltered(filters)) return "";
  if (!match) return "Looking…";
  const isUnseen = (uid: string): boolean => {
    const layer = layerOf(tree.byUid.get(uid)?.kind ?? "");
    return layer !== null && hidden.has(layer);
  };
  return filterChips(match, [...match.found].filter(isUnseen).length);
}

function useChips({ filters, tree, model }: EditorState): FilterChip[] {
  const { dataSet } = filters;
  const sets = useQuery({ ...allDataSetsQuery(model), enabled: dataSet !== null }).data?.results;
  return filterWords(filters, (uid) => {
    if (uid === dataSet && !sets) return "…";
    const set = sets?.find((one) => one.uid === uid);
    return set?.name ?? tree.byUid.get(uid)?.name ?? null;
  });
}

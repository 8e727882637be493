/** Where an attacker could come along flows: from the internet, to what is selected, and on from there. */
import type { Filters } from "@/model/canvas/filters";
import { internetOf } from "@/model/canvas/reachability";
import type { EditorState } from "../state/editorState";
import { FilterOption, FilterPart } from "./FilterPart";

const NOTE =
  "From source to destination, over flows that are not rejected. Container escapes are not included.";

export function PathOptions({ editor }: { editor: EditorState }) {
  const { filters, setFilters, tree, selection } = editor;
  const none = internetOf(tree).length === 0;
  const chosen = selection?.type === "element" ? selection.uid : null;
  const option = (key: "reachableTo" | "reachableFrom", word: string) => {
    const uid = filters[key] ?? chosen;
    const name =
      uid === null ? "the selection" : (tree.byUid.get(uid)?.name ?? "a deleted element");
    const change: Partial<Filters> = { [key]: filters[key] === null ? uid : null };
    return (
      <FilterOption
        label={`${word} ${name}`}
        checked={filters[key] !== null}
        disabled={uid === null}
        onChange={() => setFilters({ ...filters, ...change })}
      />
    );
  };
  return (
    <FilterPart title="Along data flows" note={NOTE}>
      <FilterOption
        label={none ? "Reached from the internet (none is drawn)" : "Reached from the internet"}
        checked={filters.fromInternet}
        disabled={none && !filters.fromInternet}
        onChange={() => setFilters({ ...filters, fromInternet: !filters.fromInternet })}
      />
      {option("reachableTo", "Paths to")}
      {option("reachableFrom", "Paths from")}
    </FilterPart>
  );
}

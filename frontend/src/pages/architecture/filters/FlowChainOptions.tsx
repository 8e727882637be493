/** Which data flows lead on from the internet, to what is selected, and on from there. */
import type { Filters } from "@/model/canvas/filterMatches";
import { internetOf } from "@/model/canvas/flowChains";
import type { EditorState } from "../editorState/editorState";
import { FilterGroup, FilterOption } from "./FilterGroup";

const NOTE =
  "Direct flows and those through other elements, as drawn, without rejected ones. They are not attack paths.";

export function FlowChainOptions({ editor }: { editor: EditorState }) {
  const { filters, setFilters, tree, selection } = editor;
  const none = internetOf(tree).length === 0;
  const chosen = selection?.type === "element" ? selection.uid : null;
  const option = (key: "flowsTo" | "flowsFrom", word: string) => {
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
    <FilterGroup title="Data flows" note={NOTE}>
      <FilterOption
        label={none ? "Flows from the internet (none is drawn)" : "Flows from the internet"}
        checked={filters.flowsFromInternet}
        disabled={none && !filters.flowsFromInternet}
        onChange={() => setFilters({ ...filters, flowsFromInternet: !filters.flowsFromInternet })}
      />
      {option("flowsTo", "Flows to")}
      {option("flowsFrom", "Flows from")}
    </FilterGroup>
  );
}

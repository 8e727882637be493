/** Chooses where paths start or end: an attacker, a goal or an element; the server searches as one types. */
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementsQuery } from "@/api/architectureQueries";
import type { AttackGoal } from "@/api/types";
import { useModel } from "@/session/useModel";
import { attackersQuery, attackGoalsQuery } from "./queries";

export type PlaceType = "attacker" | "goal" | "element";

/** "goal" with its key, "element" with its uid. */
export interface Place {
  type: PlaceType;
  id: string;
}

interface PlaceSelectProps {
  label: string;
  description?: string;
  placeholder?: string;
  types: readonly PlaceType[];
  value: Place | null;
  error?: string | null;
  required?: boolean;
  onChange: (place: Place) => void;
}

interface Option {
  value: string;
  label: string;
}

interface OptionGroup {
  type: PlaceType;
  group: string;
  items: Option[];
}

const PAUSE_MS = 200;
const SHOWN = 20;

export function PathEndSelect(props: PlaceSelectProps) {
  const { types, value, onChange, error = null, required = false, ...field } = props;
  const [typed, setTyped] = useState("");
  const key = value && keyOf(value);
  const chosen = useChosen(value);
  const [search] = useDebouncedValue(typed === chosen?.label ? "" : typed, PAUSE_MS);
  const groups = useOptions(types, search);
  const listed = groups.some(({ items }) => items.some((item) => item.value === key));
  const others = chosen && !listed ? [{ group: "Chosen", items: [chosen] }] : [];
  return (
    <Select
      {...field}
      searchable
      required={required}
      withAsterisk={false}
      allowDeselect={false}
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already.
      filter={({ options }) => options}
      data={[...others, ...groups.map(({ group, items }) => ({ group, items }))]}
      nothingFoundMessage="Nothing has this name."
      maxDropdownHeight={320}
      value={key}
      error={error}
      onChange={(next) => {
        const place = next === null ? null : placeOf(next);
        if (place) onChange(place);
      }}
    />
  );
}

export function keyOf({ type, id }: Place): string {
  return `${type} ${id}`;
}

function placeOf(key: string): Place | null {
  const [type, ...rest] = key.split(" ");
  const known = (["attacker", "goal", "element"] as const).find((one) => one === type);
  return known ? { type: known, id: rest.join(" ") } : null;
}

function useOptions(types: readonly PlaceType[], search: string): OptionGroup[] {
  const { id } = useModel();
  const query = { search, page_size: SHOWN };
  const wants = (type: PlaceType): boolean => types.includes(type);
  const attackers = useQuery({ ...attackersQuery(id), enabled: wants("attacker") }).data;
  const goals = useQuery({ ...attackGoalsQuery(id, query), enabled: wants("goal") }).data;
  const elements = useQuery({ ...elementsQuery(id, query), enabled: wants("element") }).data;
  const words = search.toLowerCase();
  const found = (attackers?.results ?? []).filter(
    ({ name, enabled }) => enabled && name.toLowerCase().includes(words),
  );
  const groups: OptionGroup[] = [
    {
      type: "attacker",
      group: "Attackers",
      items: found.map(({ id, name }) => option("attacker", id, name)),
    },
    {
      type: "goal",
      group: groupLabel("Goals", goals),
      items: (goals?.results ?? []).map((goal, _, all) =>
        option("goal", goal.key, distinctGoalName(goal, all)),
      ),
    },
    {
      type: "element",
      group: groupLabel("Elements", elements),
      items: distinct(elements?.results ?? []).map(({ uid, label }) =>
        option("element", uid, label),
      ),
    },
  ];
  return groups.filter(({ type, items }) => wants(type) && items.length > 0);
}

/** The option that is chosen, also where the search does not find it. */
function useChosen(value: Place | null): Option | null {
  const { id } = useModel();
  const is = (type: PlaceType): boolean => value?.type === type;
  const attackers = useQuery({ ...attackersQuery(id), enabled: is("attacker") }).data;
  const goals = useQuery({
    ...attackGoalsQuery(id, { key: value?.id ?? "" }),
    enabled: is("goal"),
  }).data;
  const elements = useQuery({
    ...elementsQuery(id, { search: value?.id ?? "", page_size: SHOWN }),
    enabled: is("element"),
  }).data;
  if (!value) return null;
  const goal = goals?.results.find(({ key }) => key === value.id);
  const name = is("attacker")
    ? attackers?.results.find((one) => one.id === value.id)?.name
    : is("goal")
      ? goal && goalName(goal)
      : elements?.results.find(({ uid }) => uid === value.id)?.name;
  return option(value.type, value.id, name ?? value.id);
}

/** Says how many of all are offered before one types. */
function groupLabel(
  label: string,
  page: { count: number; results: readonly unknown[] } | undefined,
) {
  if (!page || page.count <= page.results.length) return label;
  return `${label} (first ${page.results.length} of ${page.count.toLocaleString("en-US")}, type to search)`;
}

function option(type: PlaceType, id: string, label: string): Option {
  return { value: keyOf({ type, id }), label };
}

export function goalName({ title, element }: Pick<AttackGoal, "title" | "element">): string {
  return `${title}: ${element.name}`;
}

/** Goals of one name are told apart by where their elements are. */
function distinctGoalName(goal: AttackGoal, all: readonly AttackGoal[]): string {
  const name = goalName(goal);
  const isOnly = all.every((one) => one.key === goal.key || goalName(one) !== name);
  return isOnly || !goal.zone ? name : `${name} (in ${goal.zone.name})`;
}

/** Elements of one name are told apart by where they are. */
function distinct(
  rows: readonly { uid: string; name: string; parent: { name: string } | null }[],
): { uid: string; label: string }[] {
  const taken = new Map<string, number>();
  for (const { name } of rows) taken.set(name, (taken.get(name) ?? 0) + 1);
  return rows.map(({ uid, name, parent }) => ({
    uid,
    label: (taken.get(name) ?? 0) > 1 && parent ? `${name} (in ${parent.name})` : name,
  }));
}

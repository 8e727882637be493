/** Chooses what a threat is about: an element, a data flow or the whole model; the server searches as one types. */
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementsQuery, flowsQuery } from "@/api/architectureQueries";
import { useModel } from "@/session/useModel";
import { type ThreatPlace, WHOLE_MODEL } from "./manualDraft";

interface SubjectFieldProps {
  value: ThreatPlace;
  error: string | null;
  onChange: (place: ThreatPlace) => void;
}

const PAUSE_MS = 200;
const SHOWN = 20;

export function SubjectField({ value, error, onChange }: SubjectFieldProps) {
  const [typed, setTyped] = useState(value.name);
  const [search] = useDebouncedValue(typed === value.name ? "" : typed, PAUSE_MS);
  const places = usePlaces(search);
  const options = [...places, value].filter(isFirst).map((place) => ({
    value: keyOf(place),
    label: place.name,
    title: place.uid,
  }));
  return (
    <Select
      label="Element"
      description="An element, a data flow, or the whole model."
      searchable
      required
      withAsterisk={false}
      allowDeselect={false}
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already.
      filter={({ options: found }) => found}
      data={options}
      nothingFoundMessage="No element or data flow has this name."
      value={keyOf(value)}
      error={error}
      onChange={(key) => {
        const chosen = [...places, value].find((place) => keyOf(place) === key);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

function usePlaces(search: string): ThreatPlace[] {
  const { id } = useModel();
  const query = { search, page_size: SHOWN };
  const elements = useQuery(elementsQuery(id, query)).data?.results ?? [];
  const flows = useQuery(flowsQuery(id, query)).data?.results ?? [];
  return [
    WHOLE_MODEL,
    ...elements.map(({ uid, name }) => ({ on: "element" as const, uid, name })),
    ...flows.map((flow) => ({
      on: "flow" as const,
      uid: flow.uid,
      name: flow.name || `${flow.source.name} → ${flow.destination.name}`,
    })),
  ];
}

function keyOf({ on, uid }: ThreatPlace): string {
  return `${on} ${uid}`;
}

function isFirst(place: ThreatPlace, index: number, all: readonly ThreatPlace[]): boolean {
  return all.findIndex((one) => keyOf(one) === keyOf(place)) === index;
}

/** Chooses what a threat is about: an element, a data flow or the whole model; the server searches as one types. */
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { ThreatPlace } from "./manualThreatDraft";
import { threatSubjectOption } from "./threatSubjectOption";
import { isFirst, keyOf, useThreatSubjects } from "./useThreatSubjects";

interface SubjectFieldProps {
  value: ThreatPlace;
  error: string | null;
  onChange: (place: ThreatPlace) => void;
}

const PAUSE_MS = 200;

export function ThreatSubjectField({ value, error, onChange }: SubjectFieldProps) {
  const [typed, setTyped] = useState(value.name);
  const [search] = useDebouncedValue(typed === value.name ? "" : typed, PAUSE_MS);
  const places = useThreatSubjects(search);
  const offered = [...places, value].filter(isFirst);
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
      data={offered.map((place) => ({
        value: keyOf(place),
        label: place.name,
        title: place.uid,
      }))}
      renderOption={threatSubjectOption(offered)}
      nothingFoundMessage="No element or data flow has this name."
      value={keyOf(value)}
      error={error}
      onChange={(key) => {
        const chosen = offered.find((place) => keyOf(place) === key);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

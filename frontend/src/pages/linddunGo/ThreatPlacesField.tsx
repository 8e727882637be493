/** Chooses the elements and data flows that get a threat: those of the card first, others by search. */
import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { ThreatPlace } from "@/entities/threats/manualThreatDraft";
import { threatSubjectOption } from "@/entities/threats/threatSubjectOption";
import { isFirst, keyOf, useThreatSubjects } from "@/entities/threats/useThreatSubjects";
import { PLACES_MOST } from "./threatDraft";

const PAUSE_MS = 200;

interface ThreatPlacesFieldProps {
  known: readonly ThreatPlace[];
  value: readonly ThreatPlace[];
  error: string | null;
  onChange: (places: ThreatPlace[]) => void;
}

export function ThreatPlacesField({ known, value, error, onChange }: ThreatPlacesFieldProps) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const words = typed.trim().toLowerCase();
  const found = useThreatSubjects(search);
  const ofCard = known.filter(({ name }) => name.toLowerCase().includes(words));
  const options = [...value, ...ofCard, ...found].filter(isFirst);
  return (
    <MultiSelect
      label="Elements"
      description="Each gets a threat of its own."
      searchable
      hidePickedOptions
      maxValues={PLACES_MOST}
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already.
      filter={({ options: all }) => all}
      data={options.map((place) => ({ value: keyOf(place), label: place.name }))}
      renderOption={threatSubjectOption(options)}
      nothingFoundMessage="No element or data flow has this name."
      value={value.map(keyOf)}
      error={error}
      onChange={(keys) =>
        onChange(keys.flatMap((key) => options.find((place) => keyOf(place) === key) ?? []))
      }
    />
  );
}

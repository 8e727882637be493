/** Chooses entries of public catalogues: found by id or title, as one types. */
import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { referencesQuery } from "./queries";
import classes from "./ReferencesField.module.css";

interface ReferencesFieldProps {
  value: string[];
  error: string | undefined;
  onChange: (value: string[]) => void;
}

const PAUSE_MS = 200;

export function ReferencesField({ value, error, onChange }: ReferencesFieldProps) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const found = useQuery(referencesQuery(search)).data?.results ?? [];
  const titles = new Map(found.map(({ id, title }) => [id, title]));
  return (
    <MultiSelect
      label="References"
      description="Entries of CIS, ATT&CK, NIST, OWASP and others, by id or title."
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // What was found is what the server found; the words may stand in its title or its id.
      filter={({ options }) => options}
      data={[...titles.keys(), ...value.filter((id) => !titles.has(id))]}
      renderOption={({ option }) => (
        <span className={classes.reference}>
          <code>{option.value}</code>
          {titles.get(option.value)}
        </span>
      )}
      nothingFoundMessage="No entry has these words."
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

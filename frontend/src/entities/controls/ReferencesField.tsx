/** Chooses entries of public catalogs: found by source, id or title, as one types. */
import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogReference } from "@/model/labels/catalogNumbers";
import { referencesQuery } from "./queries";
import { useReferenceTexts } from "./useReferenceTexts";

interface ReferencesFieldProps {
  value: string[];
  /** Entries that are known by their number alone may be taken too, such as CWE-79. */
  byNumber?: boolean;
  error: string | undefined;
  onChange: (value: string[]) => void;
}

const PAUSE_MS = 200;

export function ReferencesField({ value, byNumber, error, onChange }: ReferencesFieldProps) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const found = useQuery(referencesQuery(search)).data?.results ?? [];
  const texts = useReferenceTexts(value, found);
  const numbered = byNumber ? catalogReference(typed) : null;
  const ids = new Set([...found.map(({ id }) => id), ...(numbered ? [numbered] : []), ...value]);
  return (
    <MultiSelect
      label="References"
      description={
        byNumber
          ? "Entries of CIS, ATT&CK, NIST, OWASP and others, by id or title; CWE, CAPEC and CVE by number."
          : "Entries of CIS, ATT&CK, NIST, OWASP and others, by id or title."
      }
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already.
      filter={({ options }) => options}
      data={[...ids].map((id) => ({ value: id, label: texts.get(id) ?? id }))}
      nothingFoundMessage="No entry has these words."
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

/** How sensitive a data set is, and whom it is about. */
import { Input, MultiSelect, SegmentedControl, Select } from "@mantine/core";
import { useId } from "react";
import { fieldError } from "@/api/fieldError";
import type { Catalogue } from "@/api/types";
import { CLASSIFICATIONS, choicesOf, VOLUMES } from "@/entities/dataSets/classificationLabels";
import { TagsInput } from "@/ui/TagsInput";
import type { Answer, Draft } from "./dataSetDraft";

interface SensitivityFieldsProps {
  draft: Draft;
  words: Catalogue["data"] | undefined;
  error: unknown;
  onChange: (part: Partial<Draft>) => void;
}

const ANSWERS: { value: Answer; label: string }[] = [
  { value: "unknown", label: "Unknown" },
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];

export function SensitivityFields({ draft, words, error, onChange }: SensitivityFieldsProps) {
  const label = useId();
  return (
    <>
      <Select
        label="Classification"
        placeholder="Unknown"
        clearable
        data={choicesOf(CLASSIFICATIONS)}
        value={draft.classification}
        onChange={(classification) =>
          onChange({ classification: classification as Draft["classification"] })
        }
      />
      <div>
        <Input.Label id={label} component="div">
          Is it about identifiable people?
        </Input.Label>
        <SegmentedControl
          fullWidth
          size="sm"
          aria-labelledby={label}
          data={ANSWERS}
          value={draft.personal}
          onChange={(personal) => onChange({ personal: personal as Answer })}
        />
      </div>
      {draft.personal !== "no" && (
        <PeopleFields draft={draft} words={words} error={error} onChange={onChange} />
      )}
    </>
  );
}

function PeopleFields({ draft, words, error, onChange }: SensitivityFieldsProps) {
  return (
    <>
      <MultiSelect
        label="Personal data categories"
        placeholder={draft.categories.length === 0 ? "Unknown" : undefined}
        searchable
        data={categoryChoices(words)}
        value={draft.categories}
        error={fieldError(error, "personal_data_categories", false)}
        onChange={(categories) => onChange({ categories })}
      />
      <TagsInput
        label="Data subjects"
        description="Choose, or write your own and press Enter."
        placeholder={draft.subjects.length === 0 ? "Unknown" : undefined}
        data={words?.subjects.map((one) => one.label) ?? []}
        value={draft.subjects}
        error={fieldError(error, "data_subjects", false)}
        onChange={(subjects) => onChange({ subjects })}
      />
      <Select
        label="About how many people"
        placeholder="Unknown"
        clearable
        data={choicesOf(VOLUMES)}
        value={draft.volume}
        onChange={(volume) => onChange({ volume: volume as Draft["volume"] })}
      />
      <Select
        label="Legal basis"
        placeholder="Unknown"
        clearable
        data={basisChoices(words)}
        value={draft.legalBasis}
        onChange={(basis) => onChange({ legalBasis: basis as Draft["legalBasis"] })}
      />
    </>
  );
}

/** Special categories stand apart: they are what matters most. */
function categoryChoices(words: SensitivityFieldsProps["words"]) {
  const all = words?.categories ?? [];
  const group = (special: boolean) =>
    all.filter((one) => one.special === special).map(({ id, label }) => ({ value: id, label }));
  return [
    { group: "Personal data", items: group(false) },
    { group: "Special categories (GDPR Art. 9)", items: group(true) },
  ];
}

function basisChoices(words: SensitivityFieldsProps["words"]) {
  const bases = words?.legal_bases ?? [];
  return [
    ...bases.map(({ id, label, article }) => ({ value: id, label: `${label} (${article})` })),
    { value: "none", label: "None yet" },
  ];
}

/** Which model to copy, and what of it. */
import { Checkbox, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { modelsQuery } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";

const MOST = 200;

interface CopyFieldsProps {
  team: string;
  copied: ModelRow | null;
  onCopied: (model: ModelRow | null) => void;
}

export function CopyModelFields({ team, copied, onCopied }: CopyFieldsProps) {
  const { data, error, refetch } = useQuery(
    modelsQuery(team, { ordering: "name", page_size: MOST }),
  );
  if (error && !data) {
    return <ErrorState error={error} size="compact" onRetry={() => void refetch()} />;
  }
  const models = data?.results ?? [];
  return (
    <Select
      label="Model to duplicate"
      placeholder={models.length > 0 || !data ? "Choose a model" : "This team has no models yet"}
      data={models.map((model) => ({ value: model.id, label: model.name }))}
      value={copied?.id ?? null}
      onChange={(id) => onCopied(models.find((model) => model.id === id) ?? null)}
      disabled={models.length === 0}
      searchable
      nothingFoundMessage="No model has this name"
    />
  );
}

interface WithDecisionsProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function WithDecisions({ checked, onChange }: WithDecisionsProps) {
  return (
    <Checkbox
      label="Take over decisions and mitigations"
      description="Otherwise every threat of the copy starts undecided. History and comments stay with the original."
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

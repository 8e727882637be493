/** Mitigations of the model by number and title, without rejected ones. */
import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { mitigationsQuery } from "@/entities/mitigations/queries";
import { useModel } from "@/session/useModel";

interface MitigationsFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}

const SHOWN = 200;

export function MitigationsField({ value, onChange, ...shared }: MitigationsFieldProps) {
  const { id } = useModel();
  const rows = useQuery(mitigationsQuery(id, { page_size: SHOWN })).data?.results ?? [];
  const known = rows.filter(
    ({ status, number }) => status !== "rejected" || value.includes(String(number)),
  );
  const data = known.map(({ number, title }) => ({
    value: String(number),
    label: `M${number} ${title}`,
  }));
  const others = value.filter((number) => !data.some((one) => one.value === number));
  return (
    <MultiSelect
      {...shared}
      searchable
      hidePickedOptions
      placeholder={value.length === 0 ? "Search by number or title" : ""}
      nothingFoundMessage="No other mitigation matches"
      data={[...data, ...others.map((number) => ({ value: number, label: `M${number}` }))]}
      value={[...value]}
      onChange={onChange}
    />
  );
}

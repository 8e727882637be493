/** One of the objectives, or the whole model. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useModel } from "@/session/useModel";
import { recordsQuery } from "../queries";

interface ObjectiveFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: string;
  onChange: (value: string) => void;
}

export function ObjectiveField({ value, onChange, ...shared }: ObjectiveFieldProps) {
  const { id } = useModel();
  const objectives = useQuery(recordsQuery(id)).data?.objectives ?? [];
  return (
    <Select
      {...shared}
      placeholder="Whole model"
      clearable
      data={objectives.map((one) => ({ value: one.id, label: one.title }))}
      value={value || null}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}

/** Ids of rules; the server says which it knows. */
import { TagsInput } from "@/ui/TagsInput";

interface RulesFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}

export function RulesField({ value, onChange, ...shared }: RulesFieldProps) {
  return (
    <TagsInput
      {...shared}
      placeholder={value.length === 0 ? "container-privileged" : ""}
      splitChars={[",", " "]}
      value={[...value]}
      onChange={onChange}
    />
  );
}

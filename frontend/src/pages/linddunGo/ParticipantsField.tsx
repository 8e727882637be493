/** Chooses who takes part: members who may vote, in the order in which cards are dealt to them. */
import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "@/api/queries";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";

/** Members who may vote, as options. */
export function useVoters(): { value: string; label: string }[] {
  const { row } = useModel();
  const team = row?.team.id ?? "";
  const members = useQuery({ ...membersQuery(team), enabled: team !== "" }).data?.results ?? [];
  return members
    .filter(({ role }) => hasRole(role, "editor"))
    .map(({ user }) => ({ value: user.id, label: user.name || user.email }));
}

interface ParticipantsFieldProps {
  value: readonly string[];
  description: string;
  error: string | null;
  onChange: (people: string[]) => void;
}

export function ParticipantsField({ value, description, error, onChange }: ParticipantsFieldProps) {
  return (
    <MultiSelect
      label="Participants"
      description={description}
      searchable
      data={useVoters()}
      value={[...value]}
      error={error}
      onChange={onChange}
    />
  );
}

/** Chooses a member of the team by typing a part of the name. */
import { Select } from "@mantine/core";
import type { Person } from "@/api/types";
import { useSession } from "@/session/session";

export interface MemberSelectProps {
  people: readonly Person[];
  label: string;
  description?: string;
  value: string | null;
  error?: string | false;
  autoFocus?: boolean;
  /** The choice of nobody, where that is one. */
  nobody?: string;
  onChange: (id: string | null) => void;
}

export const NOBODY = "none";

export function MemberSelect({ people, nobody, autoFocus = false, ...field }: MemberSelectProps) {
  const { user } = useSession();
  const mine = people.filter((one) => one.id === user?.id);
  const others = people.filter((one) => one.id !== user?.id);
  const data = [
    ...mine.map((one) => ({ value: one.id, label: `${one.name || one.email} (me)` })),
    ...others.map((one) => ({ value: one.id, label: one.name || one.email })),
    ...(nobody ? [{ value: NOBODY, label: nobody }] : []),
  ];
  return (
    <Select
      {...field}
      data={data}
      searchable
      clearable={!nobody}
      selectFirstOptionOnChange
      nothingFoundMessage="No such member"
      data-autofocus={autoFocus || undefined}
    />
  );
}

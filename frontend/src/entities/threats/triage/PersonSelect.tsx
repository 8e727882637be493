/** Chooses a member of the team by typing a part of the name. */
import { Select } from "@mantine/core";
import { usePeople } from "@/entities/people/usePeople";
import { useSession } from "@/session/session";

interface PersonSelectProps {
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

export function PersonSelect({ nobody, autoFocus = false, ...field }: PersonSelectProps) {
  const people = usePeople();
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

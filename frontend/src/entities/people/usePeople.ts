/** The people of the model's team. */
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "@/api/queries";
import type { Person } from "@/api/types";
import { useModel } from "@/session/useModel";

export function usePeople(): Person[] {
  const { row } = useModel();
  const members = useQuery({ ...membersQuery(row?.team.id ?? ""), enabled: row !== undefined });
  return members.data?.results.map((member) => member.user) ?? [];
}

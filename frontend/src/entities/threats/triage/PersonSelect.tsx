/** Chooses a member of the model's team. */
import { MemberSelect, type MemberSelectProps } from "@/entities/people/MemberSelect";
import { usePeople } from "@/entities/people/usePeople";

export function PersonSelect(props: Omit<MemberSelectProps, "people">) {
  return <MemberSelect people={usePeople()} {...props} />;
}

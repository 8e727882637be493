/** What the time line can be narrowed to. */
import { usePeople } from "@/entities/people/usePeople";
import { ORIGINS } from "@/model/labels/timeline";
import type { Filter } from "@/ui/filterTypes";
import type { ListParams } from "@/ui/useListParams";

export function useTimelineFilterDefinitions(params: ListParams): Filter[] {
  const people = usePeople();
  const [subject] = params.filter("subject");
  const element: Filter = {
    id: "subject",
    label: "Element",
    single: true,
    options: subject ? [{ value: subject, label: subject }] : [],
  };
  return [
    {
      id: "person",
      label: "Person",
      single: true,
      options: people.map(({ id, name, email }) => ({ value: id, label: name || email })),
    },
    {
      id: "origin",
      label: "Kind of change",
      options: Object.entries(ORIGINS).map(([value, label]) => ({ value, label })),
    },
    // Comes from the history of an element in the inspector; here it is only taken away.
    ...(subject ? [element] : []),
  ];
}

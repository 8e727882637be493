/** Where a threat can be: the whole model, and elements and data flows by what a person types; the server searches. */
import { useQuery } from "@tanstack/react-query";
import { elementsQuery, flowsQuery } from "@/api/architectureQueries";
import { useModel } from "@/session/useModel";
import { type ThreatPlace, WHOLE_MODEL } from "./manualThreatDraft";

const SHOWN = 20;

export function useThreatSubjects(search: string): ThreatPlace[] {
  const { id } = useModel();
  const query = { search, page_size: SHOWN };
  const elements = useQuery(elementsQuery(id, query)).data?.results ?? [];
  const flows = useQuery(flowsQuery(id, query)).data?.results ?? [];
  return [
    WHOLE_MODEL,
    ...elements.map(({ uid, name, kind, parent }) => ({
      ...{ on: "element" as const, uid, name, kind },
      within: parent?.name,
    })),
    ...flows.map((flow) => ({
      on: "flow" as const,
      uid: flow.uid,
      name: flow.name || `${flow.source.name} → ${flow.destination.name}`,
      kind: "flow",
    })),
  ];
}

export function keyOf({ on, uid }: ThreatPlace): string {
  return `${on} ${uid}`;
}

export function isFirst(place: ThreatPlace, index: number, all: readonly ThreatPlace[]): boolean {
  return all.findIndex((one) => keyOf(one) === keyOf(place)) === index;
}

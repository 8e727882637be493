/** The facts that are known of a possible threat, one line each. */
import { useQuery } from "@tanstack/react-query";
import { EvidenceBrief } from "@/entities/badges/EvidenceBrief";
import { knownFactsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";

export function KnownFactsBrief({ number }: { number: number }) {
  const { id } = useModel();
  const { data } = useQuery(knownFactsQuery(id, number));
  return data ? <EvidenceBrief evidence={data.facts} /> : null;
}

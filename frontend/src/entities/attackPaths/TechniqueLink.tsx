/** The technique of an attack step, as a link to its entry in the public catalog. */
import { useQuery } from "@tanstack/react-query";
import { referencesQuery } from "@/entities/controls/queries";
import { ReferenceLink } from "@/ui/Aside";

export function TechniqueLink({ technique }: { technique: string }) {
  const id = `attack:${technique}`;
  const { data } = useQuery(referencesQuery(id));
  const reference = data?.results.find((one) => one.id === id);
  return reference ? <ReferenceLink {...reference} /> : <span>ATT&amp;CK {technique}</span>;
}

/** The names of kinds, and of the data flow, as people read them. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogueQuery } from "@/api/queries";
import { sentenceCase } from "@/model/labels/categories";

export function useKindNames(): (kind: string) => string {
  const kinds = useQuery(catalogueQuery()).data?.kinds;
  return useMemo(() => {
    const names = new Map<string, string>([["flow", "Data flow"]]);
    for (const kind of kinds ?? []) names.set(kind.id, kind.label);
    return (kind) => names.get(kind) ?? sentenceCase(kind);
  }, [kinds]);
}

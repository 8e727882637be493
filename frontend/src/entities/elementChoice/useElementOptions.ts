/** Elements of the model by name, and data sets before them; the server searches as one types. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { elementsQuery } from "@/api/architectureQueries";
import { dataSetsQuery } from "@/entities/dataSets/queries";
import { useModel } from "@/session/useModel";

/** An element or data set that can be chosen. */
export interface NamedElement {
  uid: string;
  name: string;
  kind: string;
  /** The name of the element that it is in. */
  within?: string | undefined;
  /** Of an element; data sets are chosen by uid. */
  id?: string;
}

export type ElementQuery = Omit<
  NonNullable<Parameters<typeof elementsQuery>[1]>,
  "search" | "page_size"
>;

interface Wanted {
  text: string;
  enabled: boolean;
  dataSets: boolean;
  query: ElementQuery;
}

const PAUSE_MS = 200;
const SHOWN = 20;

/** Return what matches; undefined until the server has answered. */
export function useElementOptions(wanted: Wanted): readonly NamedElement[] | undefined {
  const { id } = useModel();
  const [search] = useDebouncedValue(wanted.text.trim(), PAUSE_MS);
  const { enabled } = wanted;
  const page = { search, page_size: SHOWN };
  const dataSets = useQuery({ ...dataSetsQuery(id, page), enabled: enabled && wanted.dataSets });
  const elements = useQuery({ ...elementsQuery(id, { ...page, ...wanted.query }), enabled });
  if (!elements.data || (wanted.dataSets && !dataSets.data)) return undefined;
  return [
    ...(wanted.dataSets ? (dataSets.data?.results ?? []) : []).map(({ uid, name }) => ({
      uid,
      name,
      kind: "data-set",
    })),
    ...elements.data.results.map((one) => ({
      uid: one.uid,
      name: one.name,
      kind: one.kind,
      within: one.parent?.name,
      id: one.id,
    })),
  ];
}

/** Where the things are shown that threats, questions and facts are about. */

/** What there is to know of an element, flow or data set to link to it. */
interface Linked {
  id: string | null;
  uid: string;
  kind: string;
}

interface SubjectLink {
  to: "/m/$model/architecture" | "/m/$model/data";
  params: { model: string };
  search: Record<string, string | undefined>;
}

/** Return the link to the canvas, or for a data set, which is not drawn, to its page. */
export function linkToSubject(model: string, { id, uid, kind }: Linked): SubjectLink {
  if (kind === "data-set") return linkToDataSet(model, uid);
  return { to: "/m/$model/architecture", params: { model }, search: { select: id ?? undefined } };
}

export function linkToDataSet(model: string, uid: string): SubjectLink {
  return { to: "/m/$model/data", params: { model }, search: { open: uid } };
}

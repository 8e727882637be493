/** The issues of a threat or a mitigation, and what their trackers propose. */
import { useQuery } from "@tanstack/react-query";
import type { IssueLink, StatusProposal } from "@/api/types";
import { useModel } from "@/session/useModel";
import { type IssueSubject, issuesOfQuery, proposalsQuery } from "./queries";
import { useTrackers } from "./useTrackers";

interface Issues {
  links: readonly IssueLink[];
  proposals: readonly StatusProposal[];
  error: Error | null;
  /** There is nothing to show and nothing to do. */
  hidden: boolean;
}

export function useIssues(subject: IssueSubject): Issues {
  const { id, canEdit } = useModel();
  const enabled = useTrackers().length > 0;
  const links = useQuery({ ...issuesOfQuery(id, subject), enabled });
  const proposals = useQuery({ ...proposalsQuery(id), enabled });
  const shown = links.data?.results ?? [];
  const own = (proposals.data?.results ?? []).filter((one) => isAbout(one, subject, shown));
  const empty = shown.length + own.length === 0;
  return {
    links: shown,
    proposals: own,
    error: links.data ? null : links.error,
    hidden: !enabled || (empty && !canEdit && !links.error),
  };
}

function isAbout(
  { link, mitigation }: StatusProposal,
  subject: IssueSubject,
  links: readonly IssueLink[],
): boolean {
  if ("mitigation" in subject && mitigation?.number === subject.mitigation) return true;
  return links.some(({ id }) => id === link.id);
}

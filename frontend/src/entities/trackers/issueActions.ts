/** What can be done with a linked issue: to remove the link and to link an issue that exists. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { IssueLink } from "@/api/types";
import { issueName } from "./issueLabels";
import type { IssueSubject } from "./queries";

export type ExistingIssue = IssueSubject & { tracker: string; issue: string };

/** Link an issue of the tracker by its address or key. */
export function linkExisting(model: string, body: ExistingIssue): Promise<IssueLink> {
  return unwrap(
    api.POST("/api/models/{model}/issue-links/existing/", { params: { path: { model } }, body }),
  );
}

/** The issue stays as it is, so that it can be linked again. */
export const unlinkIssue: UndoableMutation<IssueLink, unknown> = {
  key: "unlink-issue",
  run: (model, { id: link }) =>
    unwrap(
      api.DELETE("/api/models/{model}/issue-links/{issue_link}/", {
        params: { path: { model, issue_link: link } },
      }),
    ),
  label: (link) => `${issueName(link)} is not linked any more`,
  undo: ({ tracker, key, threat, mitigation }) => {
    if (key === "") return null;
    const shared = { tracker: tracker.id, issue: key };
    const subject = threat ? { threat: threat.number } : { mitigation: mitigation?.number ?? 0 };
    return {
      run: (model) => linkExisting(model, { ...shared, ...subject }),
      patch: (data) => data,
    };
  },
};

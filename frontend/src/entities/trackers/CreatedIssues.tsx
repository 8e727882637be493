/** What came of the issues that were to be created: progress, failures, and what was left out. */
import { Button, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { IssueCreate, IssueLink, IssuesQueued } from "@/api/types";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { IssueTitle } from "./IssueRow";
import { subjectName } from "./issueLabels";
import { issueProgress, progressText } from "./issueProgress";
import { issueLinksQuery, MOST_AT_ONCE } from "./queries";
import classes from "./trackers.module.css";

interface CreatedIssuesProps {
  created: IssuesQueued;
  request: IssueCreate;
  onClose: () => void;
}

export function CreatedIssues({ created, request, onClose }: CreatedIssuesProps) {
  const { id } = useModel();
  const { links: asked, left, left_count: leftCount } = created;
  const query = useQuery({
    ...issueLinksQuery(id, { tracker: [request.tracker], page_size: MOST_AT_ONCE }),
    enabled: asked.length > 0,
  });
  const progress = issueProgress(asked, query.data?.results ?? []);
  const { waiting, failed } = progress;
  const letter = request.mitigations || request.per === "mitigation" ? "M" : "T";
  return (
    <div className={forms.form}>
      {asked.length > 0 && (
        <div>
          <p role="status" className={classes.progress}>
            {progressText(progress)}
          </p>
          <Progress
            aria-label="Issues created"
            value={(100 * (asked.length - waiting)) / asked.length}
            animated={waiting > 0}
          />
          {waiting > 0 && (
            <p className={classes.meta}>You can close this: the rest is created all the same.</p>
          )}
        </div>
      )}
      <ul className={classes.result} aria-label="Issues">
        {failed.map((link) => (
          <li key={link.id}>
            {subjectName(link)} <span className={classes.fault}>{link.fault}</span>
          </li>
        ))}
        {progress.created.map((link) => (
          <CreatedRow key={link.id} link={link} />
        ))}
      </ul>
      {leftCount > 0 && (
        <div>
          <p className={classes.caption}>Left out ({leftCount.toLocaleString("en-US")})</p>
          <ul className={classes.result}>
            {left.map(({ number, reason }) => (
              <li key={number}>
                {letter}
                {number}: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={forms.actions}>
        <Button onClick={onClose}>{waiting > 0 ? "Close" : "Done"}</Button>
      </div>
    </div>
  );
}

function CreatedRow({ link }: { link: IssueLink }) {
  return (
    <li>
      <span className={classes.key}>{subjectName(link)}</span>
      <IssueTitle link={link} />
    </li>
  );
}

/** What the first issue will say, and how many are created. */
import type { IssuePreview as Preview } from "@/api/types";
import { issueCount } from "./issueProgress";
import classes from "./trackers.module.css";

export function IssuePreview({ preview, stale }: { preview: Preview; stale: boolean }) {
  const { count, left_count: left, first } = preview;
  return (
    <div aria-busy={stale}>
      {first && (
        <>
          <p className={classes.caption}>{count === 1 ? "The issue" : "The first issue"}</p>
          <IssueText {...first} />
        </>
      )}
      {left > 0 && (
        <p className={classes.meta}>
          {issueCount(left)} {left === 1 ? "is" : "are"} left out: those that exist already or have
          nothing to be created for.
        </p>
      )}
    </div>
  );
}

/** The title and the text of an issue as the tracker gets them. */
export function IssueText({ title, body }: { title: string; body: string }) {
  return (
    <div className={classes.preview}>
      <p className={classes.previewTitle}>{title}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <pre className={classes.previewBody} tabIndex={0}>
        {body}
      </pre>
    </div>
  );
}

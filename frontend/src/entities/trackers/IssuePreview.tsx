/** What the first issue will say, and how many are created. */
import type { IssuePreview as Preview } from "@/api/types";
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
          {left === 1
            ? "1 has an issue there already and is"
            : `${left.toLocaleString("en-US")} have an issue there already and are`}{" "}
          left out.
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

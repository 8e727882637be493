/** The number of open threads on an element or flow of the canvas. */
import { IconMessageCircleFilled } from "@tabler/icons-react";
import { useOpenThreadsOf } from "./CommentCounts";
import classes from "./comments.module.css";

export function CommentMark({ uid }: { uid: string }) {
  const count = useOpenThreadsOf(uid);
  if (count === 0) return null;
  const words = count === 1 ? "1 open thread" : `${count} open threads`;
  return (
    <span className={classes.mark} data-comments={count} title={words}>
      <IconMessageCircleFilled size={11} aria-hidden="true" />
      {count}
      <span className={classes.hidden}>{words}</span>
    </span>
  );
}

/** The words of a comment: line breaks kept, links and names as such. */
import { Fragment } from "react";
import type { Person } from "@/api/types";
import { useSession } from "@/session/session";
import classes from "./comments.module.css";
import { type Part, partsOf } from "./mentionText";

export function CommentText({ text, people }: { text: string; people: readonly Person[] }) {
  const me = useSession().user?.id;
  return (
    <p className={classes.text}>
      {partsOf(text, people).map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
        <Fragment key={place}>{shown(part, me)}</Fragment>
      ))}
    </p>
  );
}

function shown(part: Part, me: string | undefined) {
  if (part.kind === "text") return part.text;
  if (part.kind === "mention") {
    return (
      <span className={classes.mention} data-me={part.id === me || undefined}>
        @{part.name}
      </span>
    );
  }
  return (
    <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
      {part.href}
    </a>
  );
}

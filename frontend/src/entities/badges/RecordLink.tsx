/** The name of a vulnerability, as a link to its public record where there is one. */
import { recordUrl } from "@/model/labels/vulnerabilities";
import classes from "./RecordLink.module.css";

export function RecordLink({ id }: { id: string }) {
  const url = recordUrl(id);
  if (!url) return <span className={classes.id}>{id}</span>;
  return (
    <a className={classes.id} href={url} target="_blank" rel="noreferrer">
      {id}
    </a>
  );
}

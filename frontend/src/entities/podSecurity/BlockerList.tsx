/** What keeps a workload from the next Pod Security level: whose field, what is asked of it, and where it stands. */
import type { PodSecurity, PodSecurityBlocker } from "@/api/types";
import { holderOf, stated } from "@/model/labels/podSecurity";
import classes from "./BlockerList.module.css";

interface BlockerListProps {
  found: PodSecurity;
  /** How many are shown; the rest is counted. */
  most?: number;
}

export function BlockerList({ found, most = Number.POSITIVE_INFINITY }: BlockerListProps) {
  if (found.blockers.length === 0) return <UnknownList found={found} most={most} />;
  return (
    <ul className={classes.blockers}>
      {found.blockers.slice(0, most).map((blocker) => (
        <li
          key={`${blocker.element.uid} ${blocker.field} ${blocker.line} ${String(blocker.value)}`}
        >
          <Blocker blocker={blocker} />
        </li>
      ))}
    </ul>
  );
}

function Blocker({ blocker }: { blocker: PodSecurityBlocker }) {
  const place = blocker.file && `${blocker.file}${blocker.line ? `:${blocker.line}` : ""}`;
  return (
    <>
      <span className={classes.demand}>
        <code className={classes.field}>{blocker.field}</code> {blocker.wants}
      </span>
      <span className={classes.where}>
        <span>
          {holderOf(blocker)}: {stated(blocker.value)}
        </span>
        {place && (
          <code className={classes.place} title={place}>
            {place}
          </code>
        )}
      </span>
    </>
  );
}

function UnknownList({ found, most }: { found: PodSecurity; most: number }) {
  if (found.unknown.length === 0) return null;
  return (
    <ul className={classes.blockers}>
      {found.unknown.slice(0, most).map((one) => (
        <li key={`${one.element.uid} ${one.fact}`}>
          <span className={classes.demand}>{one.label} is unknown</span>
          <span className={classes.where}>{one.element.name}</span>
        </li>
      ))}
    </ul>
  );
}

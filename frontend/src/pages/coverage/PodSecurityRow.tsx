/** One workload: its Pod Security level, what keeps it from the next, and what its namespace makes of it. */
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";
import type { PodSecurity } from "@/api/types";
import { PodSecurityLevelBadge } from "@/entities/badges/PodSecurityLevelBadge";
import { BlockerList } from "@/entities/podSecurity/BlockerList";
import { admission, distance, standingOf } from "@/model/labels/podSecurity";
import classes from "./podSecurity.module.css";
import { SubjectName } from "./SubjectName";

const SHOWN = 3;

export function PodSecurityRow({ model, found }: { model: string; found: PodSecurity }) {
  const [open, setOpen] = useState(false);
  const { subject, namespace } = found;
  const verdict = admission(found);
  const hidden = Math.max(found.blockers.length, found.unknown.length) - SHOWN;
  return (
    <li className={classes.row}>
      <div>
        <SubjectName model={model} subject={subject} />
        <div className={classes.about}>
          <PodSecurityLevelBadge standing={standingOf(found)} />
          {namespace && <span>{namespace.name}</span>}
        </div>
      </div>
      <div>
        <p className={classes.distance}>{distance(found)}</p>
        {verdict && found.enforced?.verdict !== "admitted" && (
          <p className={classes.refused}>
            <IconBan size={14} aria-hidden="true" />
            {verdict}
          </p>
        )}
        <BlockerList found={found} {...(open ? {} : { most: SHOWN })} />
        {hidden > 0 && (
          <button type="button" className={classes.more} onClick={() => setOpen(!open)}>
            {open ? "Show fewer" : `Show ${hidden} more`}
          </button>
        )}
      </div>
    </li>
  );
}

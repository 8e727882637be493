/** How many workloads stand at each Pod Security level; a click shows only these. */
import { IconBan } from "@tabler/icons-react";
import type { PodSecurityList } from "@/api/types";
import { PodSecurityLevelBadge } from "@/entities/badges/PodSecurityLevelBadge";
import { STANDINGS } from "@/model/labels/podSecurity";
import type { ListParams } from "@/ui/useListParams";
import classes from "./podSecurity.module.css";

interface PodSecuritySummaryProps {
  list: PodSecurityList;
  params: ListParams;
}

const number = new Intl.NumberFormat("en-US");

export function PodSecuritySummary({ list, params }: PodSecuritySummaryProps) {
  const shown = STANDINGS.filter(({ id }) => id !== "unknown" || list.levels.unknown > 0);
  return (
    <ul className={classes.summary} aria-label="Workloads by level">
      {shown.map(({ id, meaning }) => (
        <li key={id}>
          <button
            type="button"
            className={classes.tile}
            aria-pressed={params.filter("level").includes(id)}
            title={meaning}
            onClick={() => params.toggleFilter("level", id)}
          >
            <span className={classes.count}>{number.format(list.levels[id])}</span>
            <PodSecurityLevelBadge standing={id} />
          </button>
        </li>
      ))}
      {list.refused > 0 && (
        <li>
          <button
            type="button"
            className={classes.tile}
            aria-pressed={params.filter("refused").includes("true")}
            title="Their namespace enforces a higher level"
            onClick={() => params.toggleFilter("refused", "true")}
          >
            <span className={classes.count}>{number.format(list.refused)}</span>
            <span className={classes.refused}>
              <IconBan size={14} aria-hidden="true" />
              Would be refused
            </span>
          </button>
        </li>
      )}
    </ul>
  );
}

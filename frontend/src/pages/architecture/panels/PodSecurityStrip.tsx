/** The Pod Security level of the selected workload; opens to what keeps it from the next one. */
import { UnstyledButton } from "@mantine/core";
import { IconBan, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { PodSecurity } from "@/api/types";
import { PodSecurityLevelBadge } from "@/entities/badges/PodSecurityLevelBadge";
import { BlockerList } from "@/entities/podSecurity/BlockerList";
import { admission, distance, standingOf } from "@/model/labels/podSecurity";
import classes from "./podSecurity.module.css";

export function PodSecurityStrip({ found }: { found: PodSecurity | null | undefined }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (!found) return null;
  const verdict = admission(found);
  const words = distance(found);
  const hasMore = found.blockers.length + found.unknown.length > 0;
  const line = (
    <>
      <PodSecurityLevelBadge standing={standingOf(found)} />
      <span className={classes.distance}>{words}</span>
    </>
  );
  return (
    <section className={classes.root} aria-label={`Pod Security, Kubernetes ${found.version}`}>
      {hasMore ? (
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {line}
          <IconChevronRight className={classes.chevron} size={14} aria-hidden="true" />
        </UnstyledButton>
      ) : (
        <div className={classes.toggle}>{line}</div>
      )}
      {verdict && (
        <p className={classes.verdict} data-verdict={found.enforced?.verdict}>
          {found.enforced?.verdict === "refused" && <IconBan size={14} aria-hidden="true" />}
          {verdict}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by the keyboard */}
      <section id={id} className={classes.details} hidden={!open} tabIndex={0} aria-label={words}>
        <BlockerList found={found} />
      </section>
    </section>
  );
}

/** One named version: who saved it when, its note, and when it was approved. */
import { VisuallyHidden } from "@mantine/core";
import { IconRosetteDiscountCheck } from "@tabler/icons-react";
import type { Version } from "@/api/types";
import { NOW, versionState } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { LinkButton } from "@/ui/LinkButton";
import { RelativeTime } from "@/ui/RelativeTime";
import { VersionMenu } from "./VersionMenu";
import classes from "./versions.module.css";

export function VersionItem({ version }: { version: Version }) {
  const { id } = useModel();
  return (
    <li className={classes.version} data-kind={version.kind}>
      <div className={classes.words}>
        <h3 className={classes.name}>
          {version.name}
          {version.kind === "approved" && (
            <span className={classes.approved}>
              <IconRosetteDiscountCheck size={14} aria-hidden="true" /> Approved
            </span>
          )}
        </h3>
        <p className={classes.meta}>
          Saved by {nameOf(version.created_by)}, <RelativeTime at={version.created_at} />, at change{" "}
          {version.seq}
        </p>
        {version.note && <p className={classes.note}>{version.note}</p>}
        <Approvals version={version} />
      </div>
      <span className={classes.actions}>
        <LinkButton
          to="/m/$model/history/compare"
          params={{ model: id }}
          search={{ before: versionState(version), after: NOW }}
          variant="default"
          size="compact-sm"
        >
          Compare with now
          <VisuallyHidden>: {version.name}</VisuallyHidden>
        </LinkButton>
        <VersionMenu version={version} />
      </span>
    </li>
  );
}

function Approvals({ version }: { version: Version }) {
  if (version.approvals.length === 0) return null;
  return (
    <ul className={classes.approvals} aria-label="Approvals">
      {version.approvals.map(({ by, at, ended_at: ended }) => (
        <li key={at}>
          Approved by {nameOf(by)}, <RelativeTime at={at} />
          {ended && (
            <>
              ; until <RelativeTime at={ended} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function nameOf(person: Version["created_by"]): string {
  return person ? person.name || person.email : "a former member";
}

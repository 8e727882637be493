/** One linked issue: its key, title and status there, what went wrong, and what can be done about it. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconExternalLink, IconUnlink } from "@tabler/icons-react";
import type { IssueLink } from "@/api/types";
import { StyledBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { IssueConflictChoice } from "./IssueConflictChoice";
import { canRetry, issueName, issueStyle } from "./issueLabels";
import { isWaiting } from "./queries";
import classes from "./trackers.module.css";
import { useIssueActions } from "./useIssueActions";

export function IssueRow({ link }: { link: IssueLink }) {
  const { canEdit } = useModel();
  const { retry, unlink } = useIssueActions(link.id);
  const name = issueName(link);
  return (
    <li className={classes.issue} aria-label={name}>
      <div className={classes.line}>
        <span className={classes.words}>
          <IssueTitle link={link} />
          <Origin link={link} />
        </span>
        <StyledBadge {...issueStyle(link)} />
        {canEdit && (
          <Tooltip label="Unlink; the issue stays as it is">
            <ActionIcon
              size={26}
              aria-label={`Unlink ${name}`}
              disabled={link.state === "creating"}
              onClick={() => unlink.mutate(link)}
            >
              <IconUnlink size={15} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {link.fault && (
        <p className={classes.fault} data-soft={isWaiting(link)}>
          {link.fault}
          {isWaiting(link) && link.due_at && (
            <>
              {" "}
              Next attempt <RelativeTime at={link.due_at} />.
            </>
          )}
        </p>
      )}
      {canEdit && canRetry(link) && (
        <Button
          className={classes.retry}
          variant="default"
          size="compact-sm"
          loading={retry.isPending}
          aria-label={`Try again: ${name}`}
          onClick={() => retry.mutate()}
        >
          Try again
        </Button>
      )}
      {link.conflict && <IssueConflictChoice link={link} />}
    </li>
  );
}

export function IssueTitle({ link }: { link: IssueLink }) {
  if (!link.url) return <span className={classes.title}>{issueName(link)}</span>;
  return (
    <a className={classes.link} href={link.url} target="_blank" rel="noopener noreferrer">
      <span className={classes.key}>{link.key}</span>
      {link.title}
      <IconExternalLink className={classes.out} size={13} aria-hidden="true" />
    </a>
  );
}

function Origin({ link: { tracker, seen_at: seen, state } }: { link: IssueLink }) {
  return (
    <span className={classes.meta}>
      {tracker.name}
      {state === "linked" && seen && (
        <>
          , read <RelativeTime at={seen} />
        </>
      )}
    </span>
  );
}

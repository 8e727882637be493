/** The name of a stage with its state, its owner, its note, and its approval. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconPencil } from "@tabler/icons-react";
import type { Stage } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { ApproveDialog } from "./ApproveDialog";
import { StageOwnerDialog } from "./StageOwnerDialog";
import classes from "./stageHead.module.css";
import { STAGE_PURPOSES, STAGE_STATUSES } from "./stageStatuses";

export function StageHead({ stage }: { stage: Stage }) {
  const { canEdit } = useModel();
  const [editing, edit] = useDisclosure(false);
  const { label, tone } = STAGE_STATUSES[stage.status];
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h2 className={classes.title}>
          <span className={classes.number}>Stage {stage.number}</span>
          {stage.name}
        </h2>
        <span className={classes.status} data-tone={tone}>
          {label}
        </span>
      </div>
      <p className={classes.purpose}>{STAGE_PURPOSES[stage.number]}</p>
      <dl className={classes.facts}>
        <div>
          <dt>Owner</dt>
          <dd>
            {stage.owner ? (
              <PersonAvatar person={stage.owner} size={20} withName />
            ) : (
              "No owner yet"
            )}
          </dd>
        </div>
        <Approval stage={stage} />
      </dl>
      {stage.note && <p className={classes.note}>{stage.note}</p>}
      <div className={classes.actions}>
        {canEdit && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden="true" />}
            onClick={edit.open}
          >
            Owner and note
          </Button>
        )}
        <ApproveButton stage={stage} />
      </div>
      {editing && <StageOwnerDialog stage={stage} onClose={edit.close} />}
    </header>
  );
}

function Approval({ stage }: { stage: Stage }) {
  const { approval } = stage;
  return (
    <div>
      <dt>Approval</dt>
      <dd>
        {approval ? (
          <>
            {approval.by ? approval.by.name || approval.by.email : "A deleted account"},{" "}
            <RelativeTime at={approval.at} />
            {approval.note && <span className={classes.remark}>“{approval.note}”</span>}
          </>
        ) : (
          "Not approved"
        )}
      </dd>
    </div>
  );
}

function ApproveButton({ stage }: { stage: Stage }) {
  const { role } = useModel();
  const [open, dialog] = useDisclosure(false);
  if (!hasRole(role, "approver")) return null;
  const again = stage.approval !== null;
  const isNext = stage.status === "stale" || !again;
  const isBlocked = stage.checks.some((check) => check.blocks && !check.met);
  return (
    <>
      <Button
        size="xs"
        variant={isNext && !isBlocked ? "filled" : "default"}
        leftSection={<IconCheck size={14} aria-hidden="true" />}
        onClick={dialog.open}
      >
        {stage.status === "stale" ? "Review again" : again ? "Approval" : "Approve stage"}
      </Button>
      {open && <ApproveDialog stage={stage} onClose={dialog.close} />}
    </>
  );
}

/** The status of a mitigation, changed in place; to verify it by hand asks what was checked. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { Suspense } from "react";
import type { Mitigation, MitigationStatus } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { choosableStatuses } from "@/model/labels/mitigations";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { setMitigationStatus } from "./actions/setMitigationStatus";
import classes from "./fields.module.css";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

export function StatusField({ mitigation }: { mitigation: Mitigation }) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(setMitigationStatus, id);
  const [asking, dialog] = useDisclosure(false);
  const { number, status, verification_note } = mitigation;
  const set = (next: MitigationStatus, note: string): void =>
    step.mutate({ number, status: next, note, before: { status, note: verification_note } });
  if (!canEdit) return <StatusBadge status={status} />;
  return (
    <>
      <StatusMenu
        mitigation={mitigation}
        onChoose={(next) => (next === "verified" ? dialog.open() : set(next, ""))}
      />
      {asking && (
        <Suspense>
          <NoteDialog
            title={`Verify M${number}`}
            label="What did you check?"
            description="An import that shows the fault reopens the mitigation all the same."
            missing="Say what you checked"
            submitLabel="Verify"
            maxLength={4000}
            onClose={dialog.close}
            onSubmit={(note) => {
              dialog.close();
              set("verified", note);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

interface StatusMenuProps {
  mitigation: Mitigation;
  onChoose: (status: MitigationStatus) => void;
}

function StatusMenu({ mitigation: { number, status }, onChoose }: StatusMenuProps) {
  const { role } = useModel();
  return (
    <Menu position="bottom-start" width={190}>
      <Menu.Target>
        <UnstyledButton className={classes.field}>
          <VisuallyHidden>Status of M{number}: </VisuallyHidden>
          <StatusBadge status={status} />
          <IconChevronDown className={classes.chevron} size={13} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {choosableStatuses(hasRole(role, "approver"), status).map((one) => (
          <Menu.Item
            key={one}
            rightSection={one === status ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => one !== status && onChoose(one)}
          >
            <StatusBadge status={one} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

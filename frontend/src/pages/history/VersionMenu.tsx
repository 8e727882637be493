/** What can be done with a version, by role. */
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconPencil,
  IconRestore,
  IconRosetteDiscountCheck,
  IconRosetteDiscountCheckOff,
  IconTrash,
} from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { Version } from "@/api/types";
import { versionState } from "@/model/labels/versionRefs";
import { hasRole } from "@/session/roles";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { deleteVersion } from "./actions/deleteVersion";
import classes from "./versions.module.css";

const ApproveDialog = lazyWithRetry(() => import("./ApproveDialog"));
const RestoreDialog = lazyWithRetry(() => import("@/entities/history/RestoreDialog"));
const VersionDialog = lazyWithRetry(() => import("./VersionDialog"));

export function VersionMenu({ version }: { version: Version }) {
  const { id, role, canEdit } = useModel();
  const { user } = useSession();
  const remove = useUndoableMutation(deleteVersion, id);
  const [asking, setAsking] = useState<"edit" | "restore" | "approve" | null>(null);
  const close = () => setAsking(null);
  const approved = version.kind === "approved";
  const own = version.created_by?.id === user?.id;
  const Approval = approved ? IconRosetteDiscountCheckOff : IconRosetteDiscountCheck;
  if (!canEdit) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`Actions on ${version.name}`}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {hasRole(role, "approver") && (
            <Menu.Item
              leftSection={<Approval size={16} aria-hidden="true" />}
              disabled={own && !approved}
              onClick={() => setAsking("approve")}
            >
              {approved ? "Withdraw approval" : "Approve"}
            </Menu.Item>
          )}
          {hasRole(role, "approver") && own && !approved && (
            <Menu.Label className={classes.reason}>
              You saved this version: another approver or owner must approve it.
            </Menu.Label>
          )}
          <Menu.Item
            leftSection={<IconRestore size={16} aria-hidden="true" />}
            onClick={() => setAsking("restore")}
          >
            Restore
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden="true" />}
            onClick={() => setAsking("edit")}
          >
            Edit name and note
          </Menu.Item>
          {version.approvals.length === 0 && (
            <Menu.Item
              color="danger"
              leftSection={<IconTrash size={16} aria-hidden="true" />}
              onClick={() => remove.mutate(version)}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asking === "edit" && <VersionDialog version={version} seq={version.seq} onClose={close} />}
        {asking === "approve" && <ApproveDialog version={version} onClose={close} />}
        {asking === "restore" && (
          <RestoreDialog to={versionState(version)} name={version.name} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

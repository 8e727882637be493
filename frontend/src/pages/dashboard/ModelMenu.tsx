/** What can be done with one model of the list: edit its details, duplicate, export or delete it. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconFileExport, IconPencil, IconTrash } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { ModelRow } from "@/api/types";
import { hasRole } from "@/session/roles";
import { lazyWithRetry } from "@/ui/codeLoading";

const EditModelDialog = lazyWithRetry(() => import("./EditModelDialog"));
const DuplicateModelDialog = lazyWithRetry(() => import("./DuplicateModelDialog"));
const ExportDialog = lazyWithRetry(() => import("@/entities/exports/ExportDialog"));
const DeleteModelDialog = lazyWithRetry(() => import("./DeleteModelDialog"));

export function ModelMenu({ model }: { model: ModelRow }) {
  const [open, setOpen] = useState<"edit" | "duplicate" | "export" | "delete" | null>(null);
  const close = () => setOpen(null);
  const canEdit = hasRole(model.role, "editor");
  return (
    <>
      <Menu position="bottom-end" width={160}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${model.name}`}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canEdit && (
            <Menu.Item
              leftSection={<IconPencil size={16} aria-hidden="true" />}
              onClick={() => setOpen("edit")}
            >
              Edit details
            </Menu.Item>
          )}
          {canEdit && (
            <Menu.Item
              leftSection={<IconCopy size={16} aria-hidden="true" />}
              onClick={() => setOpen("duplicate")}
            >
              Duplicate
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconFileExport size={16} aria-hidden="true" />}
            onClick={() => setOpen("export")}
          >
            Export
          </Menu.Item>
          {hasRole(model.role, "owner") && (
            <Menu.Item
              color="danger"
              leftSection={<IconTrash size={16} aria-hidden="true" />}
              onClick={() => setOpen("delete")}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {open === "edit" && <EditModelDialog model={model} onClose={close} />}
        {open === "duplicate" && <DuplicateModelDialog model={model} onClose={close} />}
        {open === "export" && <ExportDialog model={model.id} name={model.name} onClose={close} />}
        {open === "delete" && <DeleteModelDialog model={model} onClose={close} />}
      </Suspense>
    </>
  );
}

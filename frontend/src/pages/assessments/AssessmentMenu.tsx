/** Edits or deletes an assessment. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Assessment } from "@/api/types";
import { assessmentsKey } from "@/entities/assessments/queries";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";
import { useSearchParams } from "@/ui/useSearchParams";
import { EditAssessmentDialog } from "./AssessmentDialog";
import { deleteAssessment } from "./assessmentApiCalls";

export function AssessmentMenu({ assessment }: { assessment: Assessment }) {
  const [shown, show] = useState<"edit" | "delete" | null>(null);
  const close = (): void => show(null);
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <IconDots size={17} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => show("edit")}>
            Edit assessment
          </Menu.Item>
          <Menu.Item
            color="danger"
            leftSection={<IconTrash size={15} />}
            onClick={() => show("delete")}
          >
            Delete assessment
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown === "edit" && <EditAssessmentDialog assessment={assessment} onClose={close} />}
      {shown === "delete" && <DeleteDialog assessment={assessment} onClose={close} />}
    </>
  );
}

function DeleteDialog({ assessment, onClose }: { assessment: Assessment; onClose: () => void }) {
  const { id } = useModel();
  const client = useQueryClient();
  const [, setAddress] = useSearchParams();
  const remove = useMutation({
    mutationFn: () => deleteAssessment(id, assessment),
    onSuccess: () => setAddress({}),
    onError: (error) => {
      toast.error(error);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: assessmentsKey(id) }),
  });
  return (
    <ConfirmDialog
      opened
      danger
      title="Delete assessment"
      confirmLabel="Delete assessment"
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      “{assessment.title}” is deleted with its findings and their links. The history keeps that it
      was there.
    </ConfirmDialog>
  );
}

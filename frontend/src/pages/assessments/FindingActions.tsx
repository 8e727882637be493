/** What editors do with a finding: its status, its words, its end. */
import { ActionIcon, Menu, Select } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { AssessmentFinding } from "@/api/types";
import { FINDING_STATUSES, findingName } from "@/model/labels/assessments";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { changeFinding, deleteFinding } from "./assessmentApiCalls";
import classes from "./assessments.module.css";
import { EditFindingDialog } from "./FindingDialog";
import type { FindingItemProps } from "./findingTypes";
import { useAssessmentMutation } from "./useAssessmentMutation";

const STATUSES = Object.entries(FINDING_STATUSES).map(([value, label]) => ({
  value: value as AssessmentFinding["status"],
  label,
}));

export function FindingActions({ assessment, finding }: FindingItemProps) {
  const change = useAssessmentMutation(changeFinding);
  return (
    <span className={classes.controls}>
      <Select
        className={classes.status}
        size="xs"
        aria-label={`Status of ${findingName(finding)}`}
        data={STATUSES}
        value={finding.status}
        disabled={change.isPending}
        allowDeselect={false}
        onChange={(status) => {
          if (status && status !== finding.status)
            change.mutate({ assessment, finding, change: { status } });
        }}
      />
      <FindingMenu assessment={assessment} finding={finding} />
    </span>
  );
}

function FindingMenu({ assessment, finding }: FindingItemProps) {
  const [shown, show] = useState<"edit" | "delete" | null>(null);
  const close = (): void => show(null);
  const remove = useAssessmentMutation(deleteFinding);
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Actions for ${findingName(finding)}`}
          >
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => show("edit")}>
            Edit finding
          </Menu.Item>
          <Menu.Item
            color="danger"
            leftSection={<IconTrash size={15} />}
            onClick={() => show("delete")}
          >
            Delete finding
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown === "edit" && (
        <EditFindingDialog assessment={assessment} finding={finding} onClose={close} />
      )}
      <ConfirmDialog
        opened={shown === "delete"}
        danger
        title="Delete finding"
        confirmLabel="Delete finding"
        pending={remove.isPending}
        onClose={close}
        onConfirm={() => remove.mutate({ assessment, finding }, { onSettled: close })}
      >
        “{finding.title}” is deleted with its links. To keep it in the record, set its status to
        False positive instead.
      </ConfirmDialog>
    </>
  );
}

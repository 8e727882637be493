/** One report template, and what can be done with it. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { ReportTemplate } from "@/api/types";
import { refreshTemplates } from "@/entities/reports/queries";
import { presetOf } from "@/entities/reports/sectionPresets";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { lazyWithRetry } from "@/ui/codeLoading";
import rows from "@/ui/rows.module.css";
import { toast } from "@/ui/toast";
import { logoAddress } from "./logoAddress";
import classes from "./templates.module.css";

const TemplateDialog = lazyWithRetry(() => import("./TemplateDialog"));

interface TemplateRowProps {
  team: string;
  template: ReportTemplate;
  canEdit: boolean;
}

export function TemplateRow({ team, template, canEdit }: TemplateRowProps) {
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  const remove = useRemove(team, template);
  return (
    <div className={rows.row}>
      {template.has_logo && (
        <img className={classes.logo} src={logoAddress(team, template)} alt="" />
      )}
      <span className={rows.rowMain}>
        {template.name}
        <span className={rows.detail}>{summaryOf(template)}</span>
      </span>
      {canEdit && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${template.name}`}>
              <IconDots size={16} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpen("edit")}>Edit</Menu.Item>
            <Menu.Item color="danger" onClick={() => setOpen("delete")}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {open === "edit" && <TemplateDialog team={team} template={template} onClose={close} />}
      </Suspense>
      <ConfirmDialog
        opened={open === "delete"}
        onClose={close}
        onConfirm={() => remove.mutate()}
        title="Delete template"
        confirmLabel="Delete template"
        danger
        pending={remove.isPending}
      >
        Reports that were made with {template.name} stay as they are.
      </ConfirmDialog>
    </div>
  );
}

function useRemove(team: string, template: ReportTemplate) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/report-templates/{template}/", {
          params: { path: { team, template: template.id } },
        }),
      ),
    onSuccess: () => toast.success(`${template.name} was deleted.`),
    onError: toast.error,
    onSettled: () => refreshTemplates(client, team),
  });
}

function summaryOf({ sections, classification }: ReportTemplate): string {
  const count = sections.length;
  const contents = presetOf(sections)?.label ?? (count === 1 ? "1 section" : `${count} sections`);
  return classification ? `${contents} · ${classification}` : contents;
}

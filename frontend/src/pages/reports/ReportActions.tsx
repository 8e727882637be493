/** What can be done with a report: download and share it once it is ready, until then stop it. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconDownload } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { ReportFormatId, ReportRow } from "@/api/types";
import { fileAddress, isMade } from "@/entities/reports/madeReport";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./reports.module.css";
import { useReportActions } from "./useReportActions";

const ShareDialog = lazyWithRetry(() => import("./ShareDialog"));

interface ReportActionsProps {
  model: string;
  report: ReportRow;
  labels: ReadonlyMap<ReportFormatId, string>;
  canEdit: boolean;
}

export function ReportActions({ model, report, labels, canEdit }: ReportActionsProps) {
  const { retry, cancel, drop } = useReportActions(model);
  const [open, setOpen] = useState<"share" | "delete" | null>(null);
  const close = () => setOpen(null);
  const name = `${labels.get(report.format) ?? report.format} report`;
  return (
    <span className={classes.actions}>
      {report.state === "ready" && (
        <Button
          component="a"
          href={fileAddress(model, report)}
          download
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          aria-label={`Download ${name}`}
        >
          Download
        </Button>
      )}
      {canEdit && (report.state === "failed" || report.state === "canceled") && (
        <Button
          variant="default"
          size="compact-sm"
          loading={retry.isPending}
          onClick={() => retry.mutate(report)}
        >
          Try again
        </Button>
      )}
      {canEdit && !isMade(report) && report.job && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Cancel ${name}`}
          loading={cancel.isPending}
          onClick={() => report.job && cancel.mutate({ id: report.job, model })}
        >
          Cancel
        </Button>
      )}
      {canEdit && isMade(report) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${name}`}>
              <IconDots size={16} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {report.state === "ready" && (
              <Menu.Item onClick={() => setOpen("share")}>Share by link</Menu.Item>
            )}
            <Menu.Item color="danger" onClick={() => setOpen("delete")}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {open === "share" && <ShareDialog model={model} report={report} onClose={close} />}
      </Suspense>
      <ConfirmDialog
        opened={open === "delete"}
        onClose={close}
        onConfirm={() => drop.mutate(report, { onSuccess: close })}
        title="Delete report"
        confirmLabel="Delete report"
        danger
        pending={drop.isPending}
      >
        The file is deleted, and links to it stop working.
      </ConfirmDialog>
    </span>
  );
}

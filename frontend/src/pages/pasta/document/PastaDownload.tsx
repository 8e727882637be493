/** Downloads the PASTA document: a report with that section alone, which stays in the list of reports. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ReportFormatId, ReportRequest } from "@/api/types";
import { fileAddress, madeReport } from "@/entities/reports/madeReport";
import { reportOptionsQuery } from "@/entities/reports/queries";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import classes from "../pasta.module.css";

const USUAL: ReportFormatId = "pdf";

export function PastaDownload() {
  const { id } = useModel();
  const formats = useQuery(reportOptionsQuery()).data?.formats ?? [];
  const download = useDownload(id);
  const others = formats.filter((one) => !one.table_only && one.id !== USUAL);
  return (
    <Button.Group className={classes.screen}>
      <Button
        variant="default"
        leftSection={<IconDownload size={15} aria-hidden="true" />}
        loading={download.isPending}
        onClick={() => download.mutate(USUAL)}
      >
        Download PDF
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            className={classes.more}
            disabled={download.isPending || others.length === 0}
            aria-label="Download in another format"
          >
            <IconChevronDown size={15} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map(({ id: format, label }) => (
            <Menu.Item key={format} onClick={() => download.mutate(format)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

function useDownload(model: string) {
  const left = useRef<AbortController | null>(null);
  useEffect(() => () => left.current?.abort(), []);
  return useMutation({
    mutationFn: (format: ReportFormatId) => {
      left.current = new AbortController();
      const asked: ReportRequest = { format, sections: ["pasta"], since: "", classification: "" };
      return madeReport(model, asked, left.current.signal);
    },
    onSuccess: (report) => save(fileAddress(model, report)),
    onError: (error) => {
      if (!left.current?.signal.aborted) toast.error(error);
    },
  });
}

/** The browser saves the file under the name that the server gives. */
function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

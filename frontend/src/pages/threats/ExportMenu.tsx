/** What leaves the page as a file: the threats that the list finds, patches, and the model for another tool. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { THREAT_FILES } from "./threatExportFiles";
import { usePatchExport } from "./usePatchExport";
import { useThreatExport } from "./useThreatExport";
import type { ThreatListState } from "./useThreatList";
import { filterOf } from "./useThreatSelection";

const ExportDialog = lazyWithRetry(() => import("@/entities/exports/ExportDialog"));

export function ExportMenu({ list }: { list: ThreatListState }) {
  const { id, row } = useModel();
  const save = useThreatExport();
  const patches = usePatchExport();
  const [choosing, setChoosing] = useState(false);
  const count = list.query.data?.threat_count ?? 0;
  const selection = { all: true, filter: filterOf(list.wanted) };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden="true" />}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            loading={save.isPending || patches.isPending}
          >
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {count.toLocaleString("en-US")} {count === 1 ? "threat" : "threats"} of this list
          </Menu.Label>
          {THREAT_FILES.map(({ type, label }) => (
            <Menu.Item
              key={type}
              disabled={count === 0}
              onClick={() => save.mutate({ type, selection })}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>Whole model</Menu.Label>
          <Menu.Item onClick={() => patches.mutate()}>
            Patches for critical and high (ZIP)
          </Menu.Item>
          <Menu.Item onClick={() => setChoosing(true)}>Format of another tool</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {choosing && (
          <ExportDialog model={id} name={row?.name ?? ""} onClose={() => setChoosing(false)} />
        )}
      </Suspense>
    </>
  );
}

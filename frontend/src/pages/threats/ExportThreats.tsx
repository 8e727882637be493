/** Saves all threats that the list finds as a file. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { THREAT_FILES } from "./threatFiles";
import { useThreatExport } from "./useThreatExport";
import type { ThreatListState } from "./useThreatList";
import { filterOf } from "./useThreatSelection";

export function ExportThreats({ list }: { list: ThreatListState }) {
  const save = useThreatExport();
  const count = list.query.data?.threat_count ?? 0;
  const selection = { all: true, filter: filterOf(list.wanted) };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          disabled={count === 0}
          loading={save.isPending}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {count.toLocaleString("en-US")} {count === 1 ? "threat" : "threats"} of this list
        </Menu.Label>
        {THREAT_FILES.map(({ type, label }) => (
          <Menu.Item key={type} onClick={() => save.mutate({ type, selection })}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

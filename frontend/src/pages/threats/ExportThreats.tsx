/** Saves all threats that the list finds as CSV. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useThreatExport } from "./useThreatExport";
import type { ThreatListState } from "./useThreatList";
import { filterOf } from "./useThreatSelection";

export function ExportThreats({ list }: { list: ThreatListState }) {
  const save = useThreatExport();
  const count = list.query.data?.threat_count ?? 0;
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden="true" />}
      disabled={count === 0}
      loading={save.isPending}
      onClick={() => save.mutate({ all: true, filter: filterOf(list.wanted) })}
    >
      Export CSV
    </Button>
  );
}

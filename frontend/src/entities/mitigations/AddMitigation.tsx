/** Adds to a threat a mitigation in one's own words, or one that exists already. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { ThreatDetail } from "@/api/types";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useShortcut } from "@/ui/useShortcut";
import type { AddMode } from "./AddMitigationDialog";

const AddMitigationDialog = lazyWithRetry(() => import("./AddMitigationDialog"));

export function AddMitigation({
  threat,
}: {
  threat: Pick<ThreatDetail, "number" | "mitigations">;
}) {
  const { canEdit } = useModel();
  const [mode, setMode] = useState<AddMode | null>(null);
  useShortcut(
    { keys: "m", label: "Propose a mitigation", group: "Threat", run: () => setMode("propose") },
    canEdit,
  );
  if (!canEdit) return null;
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            rightSection={<IconChevronDown size={13} aria-hidden="true" />}
          >
            Add
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setMode("propose")}>Propose in your own words</Menu.Item>
          <Menu.Item onClick={() => setMode("apply")}>Apply a control</Menu.Item>
          <Menu.Item onClick={() => setMode("attach")}>Attach an existing one</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {mode && (
        <Suspense>
          <AddMitigationDialog mode={mode} threat={threat} onClose={() => setMode(null)} />
        </Suspense>
      )}
    </>
  );
}

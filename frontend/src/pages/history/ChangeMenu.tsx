/** What can be done with the state that a line of the time line left. */
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowsDiff,
  IconBookmark,
  IconDots,
  IconListDetails,
  IconRestore,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { ChangeLine } from "@/api/types";
import { statesAround } from "@/model/labels/timeline";
import { NOW } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";

const RestoreDialog = lazyWithRetry(() => import("@/entities/history/RestoreDialog"));
const VersionDialog = lazyWithRetry(() => import("./VersionDialog"));

export function ChangeMenu({ line }: { line: ChangeLine }) {
  const { id, canEdit } = useModel();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"save" | "restore" | null>(null);
  const compare = (search: { before: string; after: string }) =>
    void navigate({ to: "/m/$model/history/compare", params: { model: id }, search });
  const state = String(line.seq);
  const close = () => setAsking(null);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`More about change ${line.seq}`}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconListDetails size={16} aria-hidden="true" />}
            onClick={() => compare(statesAround(line))}
          >
            What it changed
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowsDiff size={16} aria-hidden="true" />}
            onClick={() => compare({ before: state, after: NOW })}
          >
            Compare with now
          </Menu.Item>
          {canEdit && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconBookmark size={16} aria-hidden="true" />}
                onClick={() => setAsking("save")}
              >
                Save as version
              </Menu.Item>
              <Menu.Item
                leftSection={<IconRestore size={16} aria-hidden="true" />}
                onClick={() => setAsking("restore")}
              >
                Restore this state
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asking === "save" && <VersionDialog version={null} seq={line.seq} onClose={close} />}
        {asking === "restore" && (
          <RestoreDialog to={state} name={`change ${line.seq}`} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

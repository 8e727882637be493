/** What an administrator can do about one account. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconLogout, IconUserCheck, IconUserOff } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { UserRow } from "@/api/types";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useSetActive } from "./queries";

const DisableDialog = lazyWithRetry(() => import("./DisableDialog"));
const EndSessionsDialog = lazyWithRetry(() => import("./EndSessionsDialog"));
const ResetLinkDialog = lazyWithRetry(() => import("./ResetLinkDialog"));

export function UserMenu({ user }: { user: UserRow }) {
  const [open, setOpen] = useState<"disable" | "sessions" | "reset" | null>(null);
  const self = useSession().user?.id === user.id;
  const setActive = useSetActive();
  const close = () => setOpen(null);
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${user.email}`}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden="true" />}
            onClick={() => setOpen("sessions")}
          >
            End sessions
          </Menu.Item>
          <Menu.Item
            leftSection={<IconKey size={16} aria-hidden="true" />}
            disabled={!user.is_active}
            onClick={() => setOpen("reset")}
          >
            Make password reset link
          </Menu.Item>
          {user.is_active ? (
            <Menu.Item
              color="danger"
              leftSection={<IconUserOff size={16} aria-hidden="true" />}
              disabled={self}
              onClick={() => setOpen("disable")}
            >
              Disable account
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconUserCheck size={16} aria-hidden="true" />}
              onClick={() => setActive.mutate({ user, active: true })}
            >
              Enable account
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {open === "disable" && <DisableDialog user={user} onClose={close} />}
        {open === "sessions" && <EndSessionsDialog user={user} onClose={close} />}
        {open === "reset" && <ResetLinkDialog user={user} onClose={close} />}
      </Suspense>
    </>
  );
}

/** The bell: how many notices the person has not seen. It follows the inbox as it changes. */
import { ActionIcon, Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { openInboxConnection } from "./inboxConnection";
import classes from "./notices.module.css";
import { refreshNotices, unreadQuery } from "./queries";

const InboxPreview = lazyWithRetry(() => import("./InboxPreview"));

const MOST_SHOWN = 99;

export default function InboxButton() {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const unread = useQuery(unreadQuery()).data?.unread ?? 0;
  useEffect(() => openInboxConnection(() => void refreshNotices(client)), [client]);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={380}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          size="lg"
          className={classes.bell}
          aria-label={unread > 0 ? `Inbox, ${unread} new` : "Inbox"}
          onClick={() => setOpen(!open)}
        >
          <IconBell size={18} stroke={1.7} aria-hidden="true" />
          {unread > 0 && (
            <span className={classes.badge} aria-hidden="true">
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Suspense>
          {open && <InboxPreview unread={unread} onClose={() => setOpen(false)} />}
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

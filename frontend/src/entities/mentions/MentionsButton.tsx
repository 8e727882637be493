/** The bell: how often one was mentioned, or told about acceptances, and has not looked yet. */
import { ActionIcon, Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { acceptanceNoticesQuery } from "@/entities/acceptances/queries";
import { mentionsQuery } from "@/entities/comments/queries";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import classes from "./mentions.module.css";

const AcceptanceInbox = lazyWithRetry(() => import("./AcceptanceInbox"));
const MentionInbox = lazyWithRetry(() => import("./MentionInbox"));

const MOST_SHOWN = 99;

export default function MentionsButton() {
  const [open, setOpen] = useState(false);
  const mentions = useQuery(mentionsQuery({ unread: true, page_size: 1 })).data?.count ?? 0;
  const notices = useQuery(acceptanceNoticesQuery({ unread: true, page_size: 1 })).data?.count ?? 0;
  const unread = mentions + notices;
  const label = unread > 0 ? `Notices, ${unread} new` : "Notices";
  const close = () => setOpen(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          size="lg"
          className={classes.bell}
          aria-label={label}
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
          {open && (
            <>
              <AcceptanceInbox unread={notices} onClose={close} />
              <MentionInbox unread={mentions} onClose={close} />
            </>
          )}
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The bell: how often one was mentioned and has not looked yet. */
import { ActionIcon, Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { mentionsQuery } from "@/entities/comments/queries";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import classes from "./mentions.module.css";

const MentionList = lazyWithRetry(() => import("./MentionInbox"));

const MOST_SHOWN = 99;

export default function MentionsButton() {
  const [open, setOpen] = useState(false);
  const unread = useQuery(mentionsQuery({ unread: true, page_size: 1 })).data?.count ?? 0;
  const label = unread > 0 ? `Mentions, ${unread} new` : "Mentions";
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
        <Suspense>{open && <MentionList unread={unread} onClose={close} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

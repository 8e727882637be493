/** The icon of a notice that nobody caused: dates and imports. */
import {
  IconAlertTriangle,
  IconBell,
  IconBook2,
  IconCalendarDue,
  IconCalendarX,
  IconFileCheck,
} from "@tabler/icons-react";
import type { NoticeKind } from "@/model/labels/notices";
import classes from "./notices.module.css";

const ICONS: Partial<Record<NoticeKind, typeof IconBell>> = {
  due: IconCalendarDue,
  overdue: IconCalendarX,
  "new-critical": IconAlertTriangle,
  "library-update": IconBook2,
  "acceptance-to-decide": IconFileCheck,
  "acceptance-decided": IconFileCheck,
  "acceptance-expiring": IconFileCheck,
  "acceptance-changed": IconFileCheck,
};

export function NoticeIcon({ kind }: { kind: NoticeKind }) {
  const Icon = ICONS[kind] ?? IconBell;
  return (
    <span className={classes.icon}>
      <Icon size={16} aria-hidden="true" />
    </span>
  );
}

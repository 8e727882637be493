/** Whether data is about people, and whether it is of a special category. */
import { IconUser, IconUserExclamation } from "@tabler/icons-react";
import classes from "@/entities/dataSets/badges.module.css";
import { PERSONAL } from "@/entities/dataSets/classificationLabels";
import type { Personal } from "@/model/labels/dataSets";

export function PersonalBadge({ value }: { value: Personal }) {
  if (value === "unknown") return <span className={classes.unknown}>Unknown</span>;
  if (value === "none") return <span className={classes.none}>{PERSONAL.none}</span>;
  const Icon = value === "special" ? IconUserExclamation : IconUser;
  return (
    <span className={classes.personal} data-special={value === "special"}>
      <Icon size={14} stroke={1.8} aria-hidden="true" />
      {PERSONAL[value]}
    </span>
  );
}

/** A threat or a mitigation that the person owns. */
import { IconShieldCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { WorkItem } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import { dueText } from "@/model/labels/dueDates";
import { calendarDay } from "@/ui/time";
import classes from "./myWork.module.css";

export function WorkRow({ row }: { row: WorkItem }) {
  const { model, team, state, due, days_left: left, bucket } = row;
  return (
    <li className={classes.row}>
      <span className={classes.icon}>
        {row.severity ? (
          <span title={SEVERITY_LABELS[row.severity]}>
            <SeverityIcon severity={row.severity} />
          </span>
        ) : (
          <IconShieldCheck size={15} aria-hidden="true" />
        )}
      </span>
      <ItemLink row={row} />
      <span className={classes.place} title={`${model.name} (${team})`}>
        {model.name}
      </span>
      <span className={classes.state}>
        <StatusBadge status={state} />
      </span>
      <span className={classes.due} data-overdue={bucket === "overdue"}>
        {due && left !== null && <span title={calendarDay(due)}>{dueText(left)}</span>}
      </span>
    </li>
  );
}

function ItemLink({ row: { kind, model, number, title } }: { row: WorkItem }) {
  const words = (
    <>
      <span className={classes.number}>
        {kind === "threat" ? "T" : "M"}
        {number}
      </span>
      {title}
    </>
  );
  const shared = { className: classes.title, title };
  if (kind === "threat")
    return (
      <Link
        {...shared}
        to="/m/$model/threats/$number"
        params={{ model: model.id, number: String(number) }}
      >
        {words}
      </Link>
    );
  return (
    <Link
      {...shared}
      to="/m/$model/mitigations"
      params={{ model: model.id }}
      search={{ open: String(number) }}
    >
      {words}
    </Link>
  );
}

/** The columns of the list of acceptances. */
import { Checkbox } from "@mantine/core";
import type { Acceptance } from "@/api/types";
import { SeverityBadge, SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { changesSince, personName, threatCount, timeLeft } from "@/model/labels/acceptances";
import type { Column } from "@/ui/tableColumn";
import { calendarDay } from "@/ui/time";
import classes from "./acceptances.module.css";
import type { AcceptanceSelection } from "./useAcceptanceSelection";

/** The columns; without a selection nothing can be decided here. */
export function acceptanceColumns(selection: AcceptanceSelection | null): Column<Acceptance>[] {
  return selection ? [selectColumn(selection), ...COLUMNS] : [...COLUMNS];
}

function selectColumn(selection: AcceptanceSelection): Column<Acceptance> {
  return {
    id: "select",
    header: "Select",
    headerHidden: true,
    width: "40px",
    card: "corner",
    cell: (one) =>
      selection.canSelect(one) && (
        <Checkbox
          size="xs"
          aria-label={`Select A${one.number} of ${one.model.name}`}
          checked={selection.has(one.id)}
          onChange={() => selection.toggle(one.id)}
        />
      ),
  };
}

const COLUMNS: readonly Column<Acceptance>[] = [
  {
    id: "risk",
    header: "Risk",
    card: "title",
    cell: (one) => <Risk acceptance={one} />,
  },
  {
    id: "state",
    header: "State",
    sort: "state",
    width: "128px",
    cell: (one) => <State acceptance={one} />,
  },
  {
    id: "expires",
    header: "Until",
    sort: "expires",
    width: "136px",
    cell: (one) => (
      <span className={classes.stack}>
        {calendarDay(one.expires_on)}
        <span className={classes.quiet}>{timeLeft(one)}</span>
      </span>
    ),
  },
  {
    id: "residual",
    header: "Residual risk",
    width: "112px",
    from: "lg",
    cell: (one) => <SeverityBadge severity={one.residual_risk} variant="plain" />,
  },
  {
    id: "people",
    header: "Requested, decided",
    sort: "requested",
    width: "172px",
    from: "md",
    cell: (one) => <People acceptance={one} />,
  },
];

function Risk({ acceptance }: { acceptance: Acceptance }) {
  const { number, title, severity, threat_count: count, model } = acceptance;
  return (
    <span className={classes.stack}>
      <span className={classes.title}>
        <SeverityIcon severity={severity} size={11} />
        <span className={classes.number}>A{number}</span>
        <span className={classes.words}>{title}</span>
      </span>
      <span className={classes.quiet}>
        {model.name}
        {count > 1 && ` · ${threatCount(count)}`}
      </span>
    </span>
  );
}

function State({ acceptance }: { acceptance: Acceptance }) {
  const changed = changesSince(acceptance);
  return (
    <span className={classes.stack}>
      <StatusBadge status={acceptance.state} />
      {acceptance.to_decide && <span className={classes.mine}>Your decision</span>}
      {changed && <span className={classes.changed}>{changed}</span>}
    </span>
  );
}

function People({ acceptance }: { acceptance: Acceptance }) {
  const { requested_by, decided_by, decided_at, approvers } = acceptance;
  return (
    <span className={classes.stack}>
      {personName(requested_by)}
      <span className={classes.quiet}>
        {decided_at ? personName(decided_by) : approvers.map(personName).join(", ")}
      </span>
    </span>
  );
}

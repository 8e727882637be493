/** The columns of the rule browser. */
import { Link } from "@tanstack/react-router";
import type { RuleRow } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { OffTag, WrittenByTeamTag } from "@/entities/badges/WrittenByTeamTag";
import type { Column } from "@/ui/tableColumn";
import classes from "./rules.module.css";

export const ruleColumns = (
  team: string,
  kindName: (kind: string) => string,
): Column<RuleRow>[] => [
  {
    id: "severity",
    header: "Severity",
    sort: "severity",
    width: "104px",
    cell: (rule) => <SeverityBadge severity={rule.severity} variant="plain" />,
  },
  {
    id: "title",
    header: "Rule",
    sort: "title",
    card: "title",
    cell: (rule) => <Title team={team} rule={rule} />,
  },
  {
    id: "kinds",
    header: "Applies to",
    width: "190px",
    from: "md",
    cell: (rule) => <Kinds kinds={rule.applies_to} kindName={kindName} />,
  },
  {
    id: "categories",
    header: "Categories",
    width: "140px",
    from: "md",
    cell: (rule) => <MethodTags categories={rule.categories} />,
  },
  {
    id: "fired",
    header: "Open threats",
    sort: "fired",
    width: "116px",
    align: "end",
    cell: (rule) => rule.fired || <span className={classes.quiet}>—</span>,
  },
];

function Title({ team, rule }: { team: string; rule: RuleRow }) {
  return (
    <span className={classes.titleCell}>
      <Link
        className={classes.titleLink}
        to="/t/$team/rules/$rule"
        params={{ team, rule: rule.id }}
        tabIndex={-1}
      >
        {rule.title}
      </Link>
      <RuleTags rule={rule} />
    </span>
  );
}

/** What sets a rule apart: made by the team, switched off. */
export function RuleTags({ rule }: { rule: Pick<RuleRow, "origin" | "enabled"> }) {
  return (
    <>
      {rule.origin === "team" && <WrittenByTeamTag />}
      {!rule.enabled && <OffTag />}
    </>
  );
}

export function Kinds(props: { kinds: readonly string[]; kindName: (kind: string) => string }) {
  const [first, ...others] = props.kinds;
  if (!first) return null;
  const rest = others.map(props.kindName).join(", ");
  return (
    <span className={classes.kinds} title={props.kinds.map(props.kindName).join(", ")}>
      <KindIcon kind={first} size={15} />
      <span className={classes.clip}>{props.kindName(first)}</span>
      {rest && <span className={classes.quiet}>+{others.length}</span>}
    </span>
  );
}

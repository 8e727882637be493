/** The columns of the control browser. */
import { Link } from "@tanstack/react-router";
import type { ControlRow } from "@/api/types";
import { WrittenByTeamTag } from "@/entities/badges/WrittenByTeamTag";
import { sentenceCase } from "@/model/labels/categories";
import type { Column } from "@/ui/tableColumn";
import classes from "./controls.module.css";

export const controlColumns = (team: string): Column<ControlRow>[] => [
  {
    id: "title",
    header: "Control",
    sort: "title",
    card: "title",
    cell: (control) => (
      <span className={classes.titleCell}>
        <Link
          className={classes.titleLink}
          to="/t/$team/controls/$control"
          params={{ team, control: control.id }}
          tabIndex={-1}
        >
          {control.title}
        </Link>
        {control.origin === "team" && <WrittenByTeamTag />}
      </span>
    ),
  },
  {
    id: "category",
    header: "Category",
    width: "140px",
    cell: (control) => sentenceCase(control.category),
  },
  {
    id: "lifecycle",
    header: "Stage",
    width: "130px",
    cell: (control) => sentenceCase(control.lifecycle),
  },
  {
    id: "rules",
    header: "Rules",
    sort: "rules",
    width: "96px",
    align: "end",
    from: "md",
    card: "hidden",
    cell: (control) => <Count count={control.rule_count} />,
  },
  {
    id: "mitigations",
    header: "Mitigations",
    sort: "mitigations",
    width: "124px",
    align: "end",
    cell: (control) => <Count count={control.mitigation_count} />,
  },
];

function Count({ count }: { count: number }) {
  return count > 0 ? count.toLocaleString("en-US") : <span className={classes.quiet}>—</span>;
}

/** The columns of the table of possible threats. */
import { Link, useParams } from "@tanstack/react-router";
import type { ThreatRow } from "@/api/types";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { MissingFacts } from "@/entities/threats/MissingFacts";
import { PossibleThreatActions } from "@/entities/threats/PossibleThreatActions";
import type { Column } from "@/ui/tableColumn";
import { Subject, Title } from "./threatColumns";
import classes from "./threats.module.css";

export const POSSIBLE_COLUMNS: readonly Column<ThreatRow>[] = [
  {
    id: "number",
    header: "No.",
    sort: "number",
    width: "64px",
    from: "lg",
    card: "hidden",
    cell: (threat) => <span className={classes.number}>T{threat.number}</span>,
  },
  {
    id: "severity",
    header: "Severity",
    sort: "severity",
    width: "104px",
    cell: (threat) => <SeverityBadge severity={threat.severity} variant="plain" hollow />,
  },
  {
    id: "title",
    header: "Possible threat",
    sort: "title",
    card: "title",
    cell: (threat) => (
      <>
        <Title threat={threat} />
        <span className={classes.under}>
          <MissingFacts facts={threat.waits_for} />
          {threat.folded > 0 && <Folded number={threat.number} count={threat.folded} />}
        </span>
      </>
    ),
  },
  {
    id: "element",
    header: "Element",
    sort: "element",
    width: "170px",
    from: "lg",
    cell: ({ subject }) => <Subject subject={subject} />,
  },
  {
    id: "categories",
    header: "Categories",
    width: "124px",
    from: "xl",
    cell: (threat) => <MethodTags categories={threat.categories} />,
  },
  {
    id: "actions",
    header: "Decide",
    headerHidden: true,
    // As narrow as its buttons let it be.
    width: "1px",
    card: "plain",
    cell: (threat) => <PossibleThreatActions threat={threat} />,
  },
];

/** Leads to the weaker ones of the same element, which the row stands for. */
function Folded({ number, count }: { number: number; count: number }) {
  const { model } = useParams({ from: "/app/m/$model" });
  const search = (current: object) => ({
    ...current,
    page: undefined,
    folded_under: String(number),
  });
  return (
    <Link
      className={classes.folded}
      to="/m/$model/threats"
      params={{ model }}
      search={search as never}
      aria-label={`${count} more under T${number}`}
    >
      {count} more
    </Link>
  );
}

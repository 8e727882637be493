/** The columns of the list of models. */
import { Link } from "@tanstack/react-router";
import type { ModelRow, ReviewStatus } from "@/api/types";
import { SeverityBar } from "@/entities/badges/SeverityBar";
import { useMethods } from "@/entities/badges/useMethods";
import { ReviewStatusBadge } from "@/entities/reviews/ReviewStatusBadge";
import { totalCount } from "@/model/graph/severity";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import classes from "./dashboard.module.css";
import { ModelMenu } from "./ModelMenu";
import { barPercent } from "./metrics";

/** The columns; `most` = threats of the longest bar, `reviews` = where the review of each model is, by its id. */
export const modelColumns = (
  most: number,
  reviews: ReadonlyMap<string, ReviewStatus>,
): Column<ModelRow>[] => [
  {
    id: "name",
    header: "Model",
    sort: "name",
    card: "title",
    cell: (model) => <ModelName model={model} />,
  },
  {
    id: "threats",
    header: "Threats",
    sort: "open_critical",
    width: "22%",
    cell: (model) => <Threats model={model} most={most} />,
  },
  {
    id: "mitigations",
    header: "Mitigations",
    width: "124px",
    cell: (model) => <Mitigations counts={model.mitigations} />,
  },
  {
    id: "questions",
    header: "Questions",
    width: "96px",
    align: "end",
    from: "md",
    cell: (model) => <Quiet value={model.questions_open} />,
  },
  {
    id: "completeness",
    header: "Coverage",
    width: "132px",
    from: "md",
    cell: (model) => <Completeness model={model} />,
  },
  {
    id: "review",
    header: "Review",
    width: "150px",
    from: "md",
    cell: ({ id }) => <Review status={reviews.get(id)} />,
  },
  {
    id: "imported",
    header: "Last import",
    card: "hidden",
    width: "124px",
    from: "lg",
    cell: (model) => (
      <span className={classes.muted}>
        <RelativeTime at={model.last_import_at} />
      </span>
    ),
  },
  {
    id: "updated",
    header: "Updated",
    sort: "updated_at",
    width: "124px",
    cell: (model) => (
      <span className={classes.muted}>
        <RelativeTime at={model.updated_at} />
      </span>
    ),
  },
  {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    width: "56px",
    align: "end",
    card: "corner",
    cell: (model) => <ModelMenu model={model} />,
  },
];

function Review({ status }: { status: ReviewStatus | undefined }) {
  if (!status) return null;
  return (
    <Link to="/m/$model/review" params={{ model: status.model }} className={classes.review}>
      <ReviewStatusBadge status={status} />
    </Link>
  );
}

function ModelName({ model }: { model: ModelRow }) {
  const size = `${model.element_count} elements, ${model.flow_count} flows`;
  return (
    <span className={classes.model}>
      <Link to="/m/$model" params={{ model: model.id }} className={classes.name}>
        {model.name}
      </Link>
      <span className={classes.size}>{model.element_count > 0 ? size : "Empty"}</span>
    </span>
  );
}

/** What is open or accepted: accepted risk is still a risk. */
function Threats({ model, most }: { model: ModelRow; most: number }) {
  const all = totalCount(model.threats);
  if (all > 0)
    return (
      <>
        <SeverityBar counts={model.threats} percent={barPercent(all, most)} numbers />
        {model.accepted > 0 && (
          <span className={classes.accepted}>
            {model.accepted.toLocaleString("en-US")} of {all.toLocaleString("en-US")} accepted
          </span>
        )}
        {model.scenarios > 0 && (
          <Link
            className={classes.scenarios}
            to="/m/$model/threats"
            params={{ model: model.id }}
            search={{ method: "pasta" }}
          >
            {model.scenarios.toLocaleString("en-US")} of {all.toLocaleString("en-US")} attack
            scenarios
          </Link>
        )}
      </>
    );
  return <span className={classes.muted}>{model.element_count > 0 ? "None" : "—"}</span>;
}

function Mitigations({ counts }: { counts: ModelRow["mitigations"] }) {
  if (counts.open + counts.done === 0) return <span className={classes.muted}>—</span>;
  return (
    <span className={classes.mitigations}>
      <span>
        {counts.open} open
        {counts.overdue === 0 && counts.done > 0 && (
          <span className={classes.muted}>, {counts.done} done</span>
        )}
      </span>
      {counts.overdue > 0 && <span className={classes.overdue}>{counts.overdue} overdue</span>}
    </span>
  );
}

/** How much of each grid is settled; before the first analysis there is no figure. */
function Completeness({ model }: { model: ModelRow }) {
  const methods = useMethods();
  const settled = methods.flatMap(({ id, name }) => {
    const percent = model.completeness[id];
    return typeof percent === "number" ? [{ id, name, percent }] : [];
  });
  if (settled.length === 0 || model.element_count === 0)
    return <span className={classes.muted}>—</span>;
  return (
    <Link
      to="/m/$model/coverage"
      params={{ model: model.id }}
      className={classes.completeness}
      title="Cells of the coverage grid that are settled"
    >
      {settled.map(({ id, name, percent }) => (
        <Settled key={id} name={name} percent={percent} />
      ))}
    </Link>
  );
}

function Settled({ name, percent }: { name: string; percent: number }) {
  return (
    <span className={classes.settled}>
      <span>{name}</span>
      <span>{percent} %</span>
    </span>
  );
}

function Quiet({ value }: { value: number }) {
  return value > 0 ? value : <span className={classes.muted}>—</span>;
}

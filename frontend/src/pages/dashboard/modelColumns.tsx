/** The columns of the list of models. */
import { IconFolder } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ModelRow, ReviewStatus } from "@/api/types";
import { SeverityBar } from "@/entities/badges/SeverityBar";
import { useMethods } from "@/entities/badges/useMethods";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { ReviewStatusBadge } from "@/entities/reviews/ReviewStatusBadge";
import { totalCount } from "@/model/graph/severity";
import { counted } from "@/model/labels/counted";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import classes from "./dashboard.module.css";
import { ModelMenu } from "./ModelMenu";
import { barPercent } from "./modelSums";
import { FavoriteButton } from "./organize/FavoriteButton";

interface ModelColumns {
  /** Threats of the longest bar. */
  most: number;
  /** Where the review of each model is, by its id. */
  reviews: ReadonlyMap<string, ReviewStatus>;
  /** Name the folder of each model: no heading does. */
  withFolder: boolean;
}

export const modelColumns = ({ most, reviews, withFolder }: ModelColumns): Column<ModelRow>[] => [
  {
    id: "name",
    header: "Model",
    sort: "name",
    width: "26%",
    card: "title",
    cell: (model) => (
      <ModelName model={model} review={reviews.get(model.id)} withFolder={withFolder} />
    ),
  },
  {
    id: "threats",
    header: "Threats",
    sort: "open_critical",
    width: "20%",
    cell: (model) => <Threats model={model} most={most} />,
  },
  {
    id: "mitigations",
    header: "Mitigations",
    width: "104px",
    cell: (model) => <Mitigations counts={model.mitigations} />,
  },
  {
    id: "questions",
    header: "Questions",
    width: "88px",
    align: "end",
    from: "md",
    cell: (model) => <Quiet value={model.questions_open} />,
  },
  {
    id: "completeness",
    header: "Coverage",
    width: "132px",
    from: "lg",
    cell: (model) => <Completeness model={model} />,
  },
  {
    id: "owner",
    header: "Owner",
    sort: "owner",
    width: "128px",
    from: "xl",
    cell: (model) =>
      model.owner ? (
        <PersonAvatar person={model.owner} size={20} withName />
      ) : (
        <span className={classes.muted}>—</span>
      ),
  },
  {
    id: "updated",
    header: "Updated",
    sort: "updated_at",
    width: "120px",
    from: "sm",
    cell: (model) => <Updated model={model} />,
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

interface ModelNameProps {
  model: ModelRow;
  review: ReviewStatus | undefined;
  withFolder: boolean;
}

function ModelName({ model, review, withFolder }: ModelNameProps) {
  const size = `${counted(model.element_count, "element")}, ${counted(model.flow_count, "flow")}`;
  return (
    <span className={classes.model}>
      <span className={classes.named}>
        <Link to="/m/$model" params={{ model: model.id }} className={classes.name}>
          {model.name}
        </Link>
        <FavoriteButton model={model} />
      </span>
      <span className={classes.size}>{model.element_count > 0 ? size : "Empty"}</span>
      {(withFolder ? model.folder : null) && (
        <span className={classes.folder}>
          <IconFolder size={13} aria-hidden="true" />
          {model.folder?.name}
        </span>
      )}
      {model.tags.length > 0 && (
        <span className={classes.tags}>
          {model.tags.map((tag) => (
            <span key={tag} className={classes.tag}>
              {tag}
            </span>
          ))}
        </span>
      )}
      {review && review.status !== "draft" && (
        <Link to="/m/$model/review" params={{ model: model.id }} className={classes.review}>
          <ReviewStatusBadge status={review} />
        </Link>
      )}
    </span>
  );
}

/** What is open or accepted: accepted risk is still a risk. */
function Threats({ model, most }: { model: ModelRow; most: number }) {
  const all = totalCount(model.threats);
  if (all > 0)
    return (
      <div>
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
      </div>
    );
  return <span className={classes.muted}>{model.element_count > 0 ? "None" : "—"}</span>;
}

function Mitigations({ counts }: { counts: ModelRow["mitigations"] }) {
  if (counts.open + counts.done === 0) return <span className={classes.muted}>—</span>;
  return (
    <span className={classes.mitigations}>
      <span>
        {counts.open.toLocaleString("en-US")} open
        {counts.overdue === 0 && counts.done > 0 && (
          <span className={classes.muted}>, {counts.done.toLocaleString("en-US")} done</span>
        )}
      </span>
      {counts.overdue > 0 && (
        <span className={classes.overdue}>{counts.overdue.toLocaleString("en-US")} overdue</span>
      )}
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

function Updated({ model }: { model: ModelRow }) {
  return (
    <span className={classes.updated}>
      <RelativeTime at={model.updated_at} />
      {model.last_import_at && (
        <span className={classes.imported}>
          Import <RelativeTime at={model.last_import_at} />
        </span>
      )}
    </span>
  );
}

function Quiet({ value }: { value: number }) {
  return value > 0 ? value.toLocaleString("en-US") : <span className={classes.muted}>—</span>;
}

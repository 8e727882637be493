/** Beside the name of the open model: where its review is, and what has changed since it was signed off. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { reviewStatusQuery } from "./queries";
import { ReviewStatusBadge } from "./ReviewStatusBadge";
import classes from "./status.module.css";

export default function ModelReviewLink() {
  const { model } = useParams({ strict: false }) as { model?: string };
  const query = useQuery({ ...reviewStatusQuery(model ?? ""), enabled: Boolean(model) });
  if (!model || !query.data) return null;
  return (
    <Link className={classes.link} to="/m/$model/review" params={{ model }} title="Review">
      <ReviewStatusBadge status={query.data} />
    </Link>
  );
}
